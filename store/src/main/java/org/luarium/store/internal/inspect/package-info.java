// SPDX-License-Identifier: Apache-2.0
/** Answers to questions about what is in the store. */
@NullMarked
package org.luarium.store.internal.inspect;

import org.jspecify.annotations.NullMarked;
