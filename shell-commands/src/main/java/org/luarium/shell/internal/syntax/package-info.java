// SPDX-License-Identifier: Apache-2.0
/** The declared syntax of commands: usage texts, options, durations and sizes. */
@NullMarked
package org.luarium.shell.internal.syntax;

import org.jspecify.annotations.NullMarked;
