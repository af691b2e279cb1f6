// SPDX-License-Identifier: Apache-2.0
/**
 * Rocks, as packages of Lua are called: their names, versions and dependencies, in the notation of LuaRocks, and what goes wrong when they do not fit together.
 */
@Export
@Version("0.1.0")
@NullMarked
package org.luarium.packages;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
