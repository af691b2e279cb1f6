// SPDX-License-Identifier: Apache-2.0
/**
 * What other bundles implement to prepare a VM before its first script runs.
 */
@Export
@Version("0.1.0")
@NullMarked
package org.luarium.vm.spi;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
