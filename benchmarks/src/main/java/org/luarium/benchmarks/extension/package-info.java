// SPDX-License-Identifier: Apache-2.0
/** What runs in child JVMs while extensions are measured: an extension, its floor, and its peer. */
@NullMarked
package org.luarium.benchmarks.extension;

import org.jspecify.annotations.NullMarked;
