// SPDX-License-Identifier: Apache-2.0
/** Archives, unpacked as if whoever made them meant harm. */
@NullMarked
package org.luarium.store.internal.archive;

import org.jspecify.annotations.NullMarked;
