// SPDX-License-Identifier: Apache-2.0
/**
 * The root of Luarium's API: the exception from which every other one descends.
 */
@Export
@Version("0.1.0")
@NullMarked
package org.luarium;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
