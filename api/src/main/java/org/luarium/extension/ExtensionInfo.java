// SPDX-License-Identifier: Apache-2.0
package org.luarium.extension;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A snapshot of one extension.
 *
 * @param name its name
 * @param kind what it is written in
 * @param state where it is in its life
 * @param generation how often its process was started
 * @param interfaces the names of the interfaces that it can be called by
 * @param isolated whether it has a process of its own; otherwise nothing confines it
 * @param pid the id of its process, if it has one
 * @param since when it came into this state
 * @param pendingCalls calls that it has not answered yet
 * @param lentObjects objects of the host that it has, such as callbacks
 * @param unheardEvents events that it has emitted and nobody has heard
 * @param problem why it failed or was started again last, if it was
 */
public record ExtensionInfo(
        String name,
        ExtensionKind kind,
        ExtensionState state,
        int generation,
        List<String> interfaces,
        boolean isolated,
        OptionalLong pid,
        Instant since,
        int pendingCalls,
        int lentObjects,
        long unheardEvents,
        Optional<String> problem) {
    /**
     * Creates a snapshot.
     *
     * @param name its name
     * @param kind what it is written in
     * @param state where it is in its life
     * @param generation how often its process was started
     * @param interfaces the names of the interfaces that it can be called by
     * @param isolated whether it has a process of its own
     * @param pid the id of its process, if it has one
     * @param since when it came into this state
     * @param pendingCalls calls that it has not answered yet
     * @param lentObjects objects of the host that it has
     * @param unheardEvents events that nobody has heard
     * @param problem why it failed or was started again last, if it was
     */
    public ExtensionInfo {
        interfaces = List.copyOf(interfaces);
    }
}
