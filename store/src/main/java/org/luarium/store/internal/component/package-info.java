// SPDX-License-Identifier: Apache-2.0
/** The store as an OSGi service. */
@NullMarked
package org.luarium.store.internal.component;

import org.jspecify.annotations.NullMarked;
