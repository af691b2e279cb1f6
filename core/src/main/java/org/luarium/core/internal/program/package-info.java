// SPDX-License-Identifier: Apache-2.0
/** Isolates that run any program, joined to this JVM by a link whose bytes are the business of others. */
@NullMarked
package org.luarium.core.internal.program;

import org.jspecify.annotations.NullMarked;
