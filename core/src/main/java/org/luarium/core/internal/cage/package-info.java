// SPDX-License-Identifier: Apache-2.0
/** The cage around a process that is not trusted: what it may ask of the kernel. Pure JDK. */
@NullMarked
package org.luarium.core.internal.cage;

import org.jspecify.annotations.NullMarked;
