// SPDX-License-Identifier: Apache-2.0
/** How costs grow: the same work for more and more of something, as tables and plots. */
@NullMarked
package org.luarium.benchmarks.curve;

import org.jspecify.annotations.NullMarked;
