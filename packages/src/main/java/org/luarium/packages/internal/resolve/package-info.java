// SPDX-License-Identifier: Apache-2.0
/** Which versions of rocks fit together, and if none do, why. */
@NullMarked
package org.luarium.packages.internal.resolve;

import org.jspecify.annotations.NullMarked;
