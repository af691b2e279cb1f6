// SPDX-License-Identifier: Apache-2.0
/** Recordings of sessions, read and played. */
@NullMarked
package org.luarium.shell.internal.replay;

import org.jspecify.annotations.NullMarked;
