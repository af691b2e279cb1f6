// SPDX-License-Identifier: Apache-2.0
/** Whether objects are still what they were. */
@NullMarked
package org.luarium.store.internal.verify;

import org.jspecify.annotations.NullMarked;
