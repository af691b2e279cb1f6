// SPDX-License-Identifier: Apache-2.0
/**
 * The provider of SLF4J for all bundles: one file. A complete back end costs 30 to 60 ms of each start, more than anything else the launcher does; none keeps its
 * file private to the user and lets several processes share it.
 */
@NullMarked
package org.luarium.launcher.log;

import org.jspecify.annotations.NullMarked;
