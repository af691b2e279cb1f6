// SPDX-License-Identifier: Apache-2.0
/** Where a command writes, and what may be written there. */
@NullMarked
package org.luarium.shell.internal.console;

import org.jspecify.annotations.NullMarked;
