// SPDX-License-Identifier: Apache-2.0
/** Random operations on a whole container, and what must be left of them: nothing. */
@NullMarked
package org.luarium.distribution.soak;

import org.jspecify.annotations.NullMarked;
