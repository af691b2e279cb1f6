// SPDX-License-Identifier: Apache-2.0
/** Runs what Luarium is measured against and prints it beside its limits. */
@NullMarked
package org.luarium.benchmarks;

import org.jspecify.annotations.NullMarked;
