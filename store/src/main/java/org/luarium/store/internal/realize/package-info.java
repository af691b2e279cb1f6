// SPDX-License-Identifier: Apache-2.0
/** Closures become objects: reused, taken over, fetched or built, dependencies first. */
@NullMarked
package org.luarium.store.internal.realize;

import org.jspecify.annotations.NullMarked;
