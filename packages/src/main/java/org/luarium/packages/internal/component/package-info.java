// SPDX-License-Identifier: Apache-2.0
/** The services of this bundle. */
@NullMarked
package org.luarium.packages.internal.component;

import org.jspecify.annotations.NullMarked;
