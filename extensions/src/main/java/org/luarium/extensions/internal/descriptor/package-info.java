// SPDX-License-Identifier: Apache-2.0
/** Extensions that are described by text, and deployed by whatever carries such a text. */
@NullMarked
package org.luarium.extensions.internal.descriptor;

import org.jspecify.annotations.NullMarked;
