// SPDX-License-Identifier: Apache-2.0
/** Stages that most plans need. */
@NullMarked
package org.luarium.store.internal.stage;

import org.jspecify.annotations.NullMarked;
