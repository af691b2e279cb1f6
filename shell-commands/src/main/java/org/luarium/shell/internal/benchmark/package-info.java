// SPDX-License-Identifier: Apache-2.0
/** A short measurement of this installation, with nothing but a JDK. */
@NullMarked
package org.luarium.shell.internal.benchmark;

import org.jspecify.annotations.NullMarked;
