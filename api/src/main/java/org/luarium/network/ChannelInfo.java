// SPDX-License-Identifier: Apache-2.0
package org.luarium.network;

import java.util.List;

/**
 * What is known of a channel. Immutable.
 *
 * @param name its name
 * @param subscribers who subscribes, as in {@link Message#from()}, sorted
 * @param published how many messages were published since somebody subscribed first
 * @param dropped how many times a message was lost for a subscriber that was too slow
 */
public record ChannelInfo(String name, List<String> subscribers, long published, long dropped) {
    /**
     * Copies the list.
     *
     * @param name its name
     * @param subscribers who subscribes, as in {@link Message#from()}, sorted
     * @param published how many messages were published since somebody subscribed first
     * @param dropped how many times a message was lost for a subscriber that was too slow
     */
    public ChannelInfo {
        subscribers = List.copyOf(subscribers);
    }
}
