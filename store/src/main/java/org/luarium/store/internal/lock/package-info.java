// SPDX-License-Identifier: Apache-2.0
/** Locks of a store that hold between processes and between the threads of one. */
@NullMarked
package org.luarium.store.internal.lock;

import org.jspecify.annotations.NullMarked;
