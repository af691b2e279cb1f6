// SPDX-License-Identifier: Apache-2.0
/** What keeps objects for as long as somebody works with them. */
@NullMarked
package org.luarium.store.internal.lease;

import org.jspecify.annotations.NullMarked;
