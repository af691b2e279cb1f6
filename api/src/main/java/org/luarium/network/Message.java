// SPDX-License-Identifier: Apache-2.0
package org.luarium.network;

import static java.util.Objects.requireNonNull;

import org.luarium.value.LuaValue;

/**
 * A message that has arrived. Immutable.
 *
 * @param from who sent it, as the host knows: the id of a VM, or {@code host:} and the name of a bundle
 * @param channel the channel, or empty if it was sent to the receiver alone
 * @param value what was sent
 * @param missed how many messages of this channel the receiver has missed just before, because it was too slow
 */
public record Message(String from, String channel, LuaValue value, long missed) {
    /**
     * Checks that all is there.
     *
     * @param from who sent it, as the host knows: the id of a VM, or {@code host:} and the name of a bundle
     * @param channel the channel, or empty if it was sent to the receiver alone
     * @param value what was sent
     * @param missed how many messages of this channel the receiver has missed just before, because it was too slow
     */
    public Message {
        requireNonNull(from, "from");
        requireNonNull(channel, "channel");
        requireNonNull(value, "value");
        if (missed < 0) {
            throw new IllegalArgumentException(missed + " messages were missed; 0 or more");
        }
    }
}
