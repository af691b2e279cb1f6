// SPDX-License-Identifier: Apache-2.0
/** Rockspecs: programs of strangers that say how rocks are built, made into data. */
@NullMarked
package org.luarium.packages.internal.rockspec;

import org.jspecify.annotations.NullMarked;
