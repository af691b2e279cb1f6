// SPDX-License-Identifier: Apache-2.0
/** The host's side of the link: frames and values. */
@NullMarked
package org.luarium.core.internal.link;

import org.jspecify.annotations.NullMarked;
