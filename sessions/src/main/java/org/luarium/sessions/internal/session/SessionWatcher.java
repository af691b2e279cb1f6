// SPDX-License-Identifier: Apache-2.0
package org.luarium.sessions.internal.session;

import java.util.Map;

/** Hears what happens to sessions. Must not block. */
public interface SessionWatcher {
    /**
     * Hears an event.
     *
     * @param what created, attached, detached, exited, culled or closed
     * @param properties what is known of it
     */
    void happened(String what, Map<String, String> properties);
}
