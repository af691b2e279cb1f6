// SPDX-License-Identifier: Apache-2.0
/** Clocks, floors and facts about processes. */
@NullMarked
package org.luarium.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
