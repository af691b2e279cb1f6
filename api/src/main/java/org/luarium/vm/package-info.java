// SPDX-License-Identifier: Apache-2.0
/**
 * Lua virtual machines, each in an operating-system process of its own: create them, run scripts, call functions, stop them.
 */
@Export
@Version("0.1.0")
@NullMarked
package org.luarium.vm;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
