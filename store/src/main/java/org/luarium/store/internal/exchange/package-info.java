// SPDX-License-Identifier: Apache-2.0
/** What goes from store to store: exported closures, binary caches, and the signatures that make them worth believing. */
@NullMarked
package org.luarium.store.internal.exchange;

import org.jspecify.annotations.NullMarked;
