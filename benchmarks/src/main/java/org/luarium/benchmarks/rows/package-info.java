// SPDX-License-Identifier: Apache-2.0
/** One class for each line of the table. */
@NullMarked
package org.luarium.benchmarks.rows;

import org.jspecify.annotations.NullMarked;
