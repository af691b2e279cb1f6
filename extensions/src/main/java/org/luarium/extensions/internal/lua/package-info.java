// SPDX-License-Identifier: Apache-2.0
/** Extensions in Lua: a module in a VM, called as an extension in Java is. */
@NullMarked
package org.luarium.extensions.internal.lua;

import org.jspecify.annotations.NullMarked;
