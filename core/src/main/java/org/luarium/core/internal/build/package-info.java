// SPDX-License-Identifier: Apache-2.0
/** Build steps: programs that turn inputs into an output folder, confined and supervised. */
@NullMarked
package org.luarium.core.internal.build;

import org.jspecify.annotations.NullMarked;
