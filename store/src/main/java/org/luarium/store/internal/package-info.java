// SPDX-License-Identifier: Apache-2.0
/** The store behind its interface. */
@NullMarked
package org.luarium.store.internal;

import org.jspecify.annotations.NullMarked;
