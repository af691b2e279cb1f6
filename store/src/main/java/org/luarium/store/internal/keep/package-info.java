// SPDX-License-Identifier: Apache-2.0
/** What is kept, for how long, and how the rest goes. */
@NullMarked
package org.luarium.store.internal.keep;

import org.jspecify.annotations.NullMarked;
