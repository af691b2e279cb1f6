// SPDX-License-Identifier: Apache-2.0
/** Rocks as objects of the store: what they are made of, and how. */
@NullMarked
package org.luarium.packages.internal.build;

import org.jspecify.annotations.NullMarked;
