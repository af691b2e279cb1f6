// SPDX-License-Identifier: Apache-2.0
/** Which Lua to run: finds interpreters of the machine, proves them by running them, and brings one of its own. */
@NullMarked
package org.luarium.core.internal.engine;

import org.jspecify.annotations.NullMarked;
