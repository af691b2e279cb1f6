// SPDX-License-Identifier: Apache-2.0
package org.luarium.sessions.internal.log;

import org.jspecify.annotations.Nullable;
import org.luarium.session.SessionEvent;

/**
 * What comes next at a cursor.
 *
 * @param lost how many events were overwritten before it
 * @param event the event, or {@code null} if there is none yet
 */
public record Heard(long lost, @Nullable SessionEvent event) {}
