// SPDX-License-Identifier: Apache-2.0
/** From a list of dependencies to a class path of immutable objects of the store. */
@NullMarked
package org.luarium.extensions.internal.dependency;

import org.jspecify.annotations.NullMarked;
