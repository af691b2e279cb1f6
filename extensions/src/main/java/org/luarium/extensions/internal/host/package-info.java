// SPDX-License-Identifier: Apache-2.0
/** Extensions as the host sees them: their life, their processes, and the proxies by which they are called. Knows nothing of OSGi but one exception. */
@NullMarked
package org.luarium.extensions.internal.host;

import org.jspecify.annotations.NullMarked;
