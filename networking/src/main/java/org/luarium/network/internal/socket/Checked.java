// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.socket;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.luarium.network.internal.policy.Destination;
import org.luarium.value.LuaValue;

/** The addresses of a destination, looked up once, of which only those remain that a VM may reach. Used under the lock of the VM. */
final class Checked {
    static final int ANY_PORT = -1;

    private final VmSockets vm;
    private final Destination to;
    private final int port;
    private final int family;
    private final boolean datagrams;
    private @Nullable CompletableFuture<List<InetAddress>> lookup;
    private String problem = "";

    /**
     * Creates one.
     *
     * @param port the port, or {@link #ANY_PORT}
     * @param family 4 or 6 for addresses of one kind, else 0
     * @param datagrams whether it is about datagrams
     */
    Checked(VmSockets vm, Destination to, int port, int family, boolean datagrams) {
        this.vm = vm;
        this.to = to;
        this.port = port;
        this.family = family;
        this.datagrams = datagrams;
    }

    int port() {
        return port;
    }

    /** What is allowed; empty if that is nothing; null if it is not known yet. */
    @Nullable
    List<InetAddress> addresses() {
        if (!to.isName()) {
            return allowed(to.addresses());
        }
        CompletableFuture<List<InetAddress>> asked = lookup;
        if (asked == null) {
            if (!vm.rules().mayLookUp(to.name())) {
                problem = forbidden();
                return List.of();
            }
            asked = vm.host().lookups().addresses(to.name()).toCompletableFuture();
            lookup = asked;
            CompletableFuture<Void> unused = asked.handle((addresses, failure) -> {
                vm.attempt();
                return null;
            });
        }
        if (!asked.isDone()) {
            return null;
        }
        try {
            return allowed(asked.join());
        } catch (CompletionException e) {
            boolean unknown = e.getCause() instanceof UnknownHostException;
            boolean late = e.getCause() instanceof TimeoutException;
            problem = unknown || late ? Answers.UNKNOWN_HOST : "temporary failure in name resolution";
            return List.of();
        }
    }

    private List<InetAddress> allowed(List<InetAddress> addresses) {
        List<InetAddress> wanted = addresses.stream()
                .filter(one -> family == 0 || (one instanceof Inet4Address) == (family == 4))
                .toList();
        List<InetAddress> allowed =
                vm.rules().reachable(to.name(), wanted, port, vm.host().ports().of(datagrams));
        if (allowed.isEmpty()) {
            problem = wanted.isEmpty() ? Answers.UNKNOWN_HOST : forbidden();
        }
        return allowed;
    }

    private String forbidden() {
        return (port == ANY_PORT ? to.name() : to.name() + ":" + port) + " is not allowed by the network policy";
    }

    /** Why nothing is allowed. */
    String problem() {
        return problem;
    }

    List<LuaValue> refusal() {
        return vm.refuse(problem);
    }

    String shown(InetSocketAddress address) {
        String named = to.name() + ":" + port;
        String host = address.getAddress().getHostAddress();
        return to.name().equals(host) ? HostSocket.text(address) : named + " (" + host + ")";
    }
}
