// SPDX-License-Identifier: Apache-2.0
/** Starts an OSGi framework with the bundles of the distribution. */
@NullMarked
package org.luarium.launcher;

import org.jspecify.annotations.NullMarked;
