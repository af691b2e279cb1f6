// SPDX-License-Identifier: Apache-2.0
/**
 * Small Linux executables that Luarium writes itself: the spawner, parent of all isolates, and the launcher of the
 * embedded Lua engine. Pure JDK.
 */
@NullMarked
package org.luarium.core.internal.elf;

import org.jspecify.annotations.NullMarked;
