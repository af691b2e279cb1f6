// SPDX-License-Identifier: Apache-2.0
/** How references are computed. */
@NullMarked
package org.luarium.store.internal.reference;

import org.jspecify.annotations.NullMarked;
