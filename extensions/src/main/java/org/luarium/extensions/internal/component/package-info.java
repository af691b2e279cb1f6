// SPDX-License-Identifier: Apache-2.0
/** The bundle's components: what it offers to others and takes from them. */
@NullMarked
package org.luarium.extensions.internal.component;

import org.jspecify.annotations.NullMarked;
