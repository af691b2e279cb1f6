// SPDX-License-Identifier: Apache-2.0
/** The numbered events of a session, in a bounded ring, and the files in which those of a persistent one survive. */
@NullMarked
package org.luarium.sessions.internal.log;

import org.jspecify.annotations.NullMarked;
