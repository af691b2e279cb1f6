// SPDX-License-Identifier: Apache-2.0
package org.luarium.network;

import java.util.concurrent.Flow;
import org.luarium.value.LuaValue;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A name under which messages reach everybody who subscribes to it, VMs and bundles alike. Thread-safe.
 *
 * <p>Subscribers get messages in the order in which they were published, one at a time, as many as they have requested. Who is too slow loses the oldest of those that wait, and hears how many:
 * see {@link Message#missed()}. A publisher never waits.
 */
@ProviderType
public interface Channel extends Flow.Publisher<Message> {
    /**
     * Its name.
     *
     * @return the name
     */
    String name();

    /**
     * Sends a message to everybody who subscribes now.
     *
     * @param message a value without functions
     * @return how many get it
     * @throws IllegalArgumentException if the value cannot be sent
     */
    int publish(LuaValue message);
}
