// SPDX-License-Identifier: Apache-2.0
/** Folders as values: their hash, their form as a stream, sealed, copied and deleted. */
@NullMarked
package org.luarium.store.internal.tree;

import org.jspecify.annotations.NullMarked;
