// SPDX-License-Identifier: Apache-2.0
/** The program of the child JVM. Runs outside any container, from a jar of its own, with luajava beside it. */
@NullMarked
package org.luarium.core.internal.engine.jvm;

import org.jspecify.annotations.NullMarked;
