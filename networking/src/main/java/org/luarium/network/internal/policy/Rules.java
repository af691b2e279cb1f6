// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.policy;

import java.net.InetAddress;
import java.util.List;
import org.luarium.network.NetworkPolicy;

/** The rules of a policy, understood. Immutable. */
public final class Rules {
    private static final VmPorts NONE = (address, port) -> false;

    private final NetworkPolicy policy;
    private final List<Rule> connect;
    private final List<Rule> bind;

    /**
     * Reads the rules of a policy.
     *
     * @throws org.luarium.network.NetworkingException if one is not understood
     */
    public Rules(NetworkPolicy policy) {
        this.policy = policy;
        connect = policy.connect().stream().map(Rule::parse).toList();
        bind = policy.bind().stream().map(Rule::parse).toList();
    }

    public NetworkPolicy policy() {
        return policy;
    }

    /** Whether a name may be looked up. */
    public boolean mayLookUp(String name) {
        return connect.stream().anyMatch(rule -> rule.concerns(name));
    }

    /** Those of the addresses of a host that may be reached at a port, or at any if it is negative. */
    public List<InetAddress> reachable(String host, List<InetAddress> addresses, int port, VmPorts vms) {
        return addresses.stream()
                .filter(to -> connect.stream().anyMatch(rule -> rule.permits(host, to, port, vms)))
                .toList();
    }

    public boolean mayBind(InetAddress address, int port) {
        return bind.stream().anyMatch(rule -> rule.permits("", address, port, NONE));
    }
}
