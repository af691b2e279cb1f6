// SPDX-License-Identifier: Apache-2.0
/** The components that publish core's services: thin shells around plain classes. */
@NullMarked
package org.luarium.core.internal.component;

import org.jspecify.annotations.NullMarked;
