// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.policy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Knows the addresses of names. May take its time. */
@FunctionalInterface
public interface Resolver {
    List<InetAddress> addresses(String name) throws UnknownHostException;

    /** What the machine knows. */
    static Resolver ofMachine() {
        return name -> List.of(InetAddress.getAllByName(name));
    }
}
