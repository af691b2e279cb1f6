// SPDX-License-Identifier: Apache-2.0
/** Stages become plans, plans become closures. */
@NullMarked
package org.luarium.store.internal.plan;

import org.jspecify.annotations.NullMarked;
