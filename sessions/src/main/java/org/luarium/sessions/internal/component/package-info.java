// SPDX-License-Identifier: Apache-2.0
/** The OSGi services and their configuration. */
@NullMarked
package org.luarium.sessions.internal.component;

import org.jspecify.annotations.NullMarked;
