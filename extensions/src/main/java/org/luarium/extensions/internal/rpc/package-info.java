// SPDX-License-Identifier: Apache-2.0
/** Calls in both directions over two streams of bytes; the same code on both sides. Knows nothing of OSGi, and in a child nothing but the JDK is around it. */
@NullMarked
package org.luarium.extensions.internal.rpc;

import org.jspecify.annotations.NullMarked;
