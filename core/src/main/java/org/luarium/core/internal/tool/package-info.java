// SPDX-License-Identifier: Apache-2.0
/** Running programs that are expected to end soon and that nobody vouches for. */
@NullMarked
package org.luarium.core.internal.tool;

import org.jspecify.annotations.NullMarked;
