// SPDX-License-Identifier: Apache-2.0
/** Which rocks matter, which go together, and how well environments are. */
@NullMarked
package org.luarium.packages.internal.curator;

import org.jspecify.annotations.NullMarked;
