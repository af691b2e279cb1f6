// SPDX-License-Identifier: Apache-2.0
/** How what the store knows is written down: manifests beside objects, records in the journal. */
@NullMarked
package org.luarium.store.internal.record;

import org.jspecify.annotations.NullMarked;
