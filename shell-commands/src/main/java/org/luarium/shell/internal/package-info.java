// SPDX-License-Identifier: Apache-2.0
/** The Gogo commands of Luarium and the converter that prints their results. */
@NullMarked
package org.luarium.shell.internal;

import org.jspecify.annotations.NullMarked;
