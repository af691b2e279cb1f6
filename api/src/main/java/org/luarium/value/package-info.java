// SPDX-License-Identifier: Apache-2.0
/**
 * Lua values as immutable Java objects: what goes into a VM as an argument and what comes out as a result.
 */
@Export
@Version("0.1.0")
@NullMarked
package org.luarium.value;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
