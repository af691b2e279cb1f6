// SPDX-License-Identifier: Apache-2.0
/** Benchmarks of single steps, run by JMH. */
@NullMarked
package org.luarium.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
