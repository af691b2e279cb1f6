// SPDX-License-Identifier: Apache-2.0
/** The file that says what is in a store: records, appended one after the other, each with a checksum. */
@NullMarked
package org.luarium.store.internal.journal;

import org.jspecify.annotations.NullMarked;
