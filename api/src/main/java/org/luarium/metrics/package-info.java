// SPDX-License-Identifier: Apache-2.0
/**
 * Figures of everything that runs: VMs, sessions, extensions, the store, the network. They are read when they are asked for; nothing is collected in between.
 */
@Export
@Version("0.1.0")
@NullMarked
package org.luarium.metrics;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
