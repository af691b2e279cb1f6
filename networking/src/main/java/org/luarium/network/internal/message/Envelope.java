// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.message;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luarium.value.LuaValue;

/**
 * A message that waits in a mailbox. Immutable.
 *
 * @param number its place among all that have come
 * @param from who sent it
 * @param channel the channel, or empty
 * @param parcel what was sent
 * @param asker who waits for an answer, if it is a request
 */
record Envelope(
        long number,
        String from,
        String channel,
        Parcel parcel,
        @Nullable Asker asker) {
    /** What Lua gets: the message, who sent it, the channel, the number of the request, how many it has missed. */
    List<LuaValue> toLua(long missed) {
        LuaValue value = parcel.value();
        LuaValue sender = LuaValue.of(from);
        if (!channel.isEmpty()) {
            LuaValue name = LuaValue.of(channel);
            return missed == 0
                    ? List.of(value, sender, name)
                    : List.of(value, sender, name, LuaValue.nil(), LuaValue.of(missed));
        }
        return asker == null ? List.of(value, sender) : List.of(value, sender, LuaValue.nil(), LuaValue.of(number));
    }
}
