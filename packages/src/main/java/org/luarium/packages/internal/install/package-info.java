// SPDX-License-Identifier: Apache-2.0
/** Installation: from what is asked for to the generation of an environment. */
@NullMarked
package org.luarium.packages.internal.install;

import org.jspecify.annotations.NullMarked;
