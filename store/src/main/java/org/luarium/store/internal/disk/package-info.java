// SPDX-License-Identifier: Apache-2.0
/** The folder of a store: objects come in whole or not at all, and what is known about them is found again. */
@NullMarked
package org.luarium.store.internal.disk;

import org.jspecify.annotations.NullMarked;
