// SPDX-License-Identifier: Apache-2.0
/** Files, fetched from servers that hang, lie and break off, and known to be right by their hashes. */
@NullMarked
package org.luarium.store.internal.fetch;

import org.jspecify.annotations.NullMarked;
