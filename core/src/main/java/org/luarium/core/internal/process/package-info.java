// SPDX-License-Identifier: Apache-2.0
/** Starting, signalling and reaping child processes. */
@NullMarked
package org.luarium.core.internal.process;

import org.jspecify.annotations.NullMarked;
