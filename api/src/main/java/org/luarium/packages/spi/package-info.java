// SPDX-License-Identifier: Apache-2.0
/**
 * What other bundles implement to offer packages.
 */
@Export
@Version("0.1.0")
@NullMarked
package org.luarium.packages.spi;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
