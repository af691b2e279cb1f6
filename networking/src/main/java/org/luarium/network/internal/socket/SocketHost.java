// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.socket;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.luarium.isolate.Profile;
import org.luarium.network.NetworkPolicy;
import org.luarium.network.NetworkingException;
import org.luarium.network.SocketInfo;
import org.luarium.network.internal.policy.Lookups;
import org.luarium.network.internal.policy.Resolver;
import org.luarium.network.internal.policy.Rules;
import org.luarium.vm.VmConfig;
import org.luarium.vm.spi.VmPreparation;

/** Holds the sockets of all networked VMs of this JVM. Has no thread before there is such a VM. Thread-safe. */
public final class SocketHost implements AutoCloseable {
    private static final Duration LOOKUP = Duration.ofSeconds(5);
    private static final int FRAME_PART = 4;

    /** Where the numbers of an adopted VM begin: above those it had, and below what is exact in every Lua. */
    private static final long LEAST_ADOPTED = 1L << 32;

    private static final long MOST_EXACT = 1L << 52;

    private final Rules rules;
    private final Rules strict;
    private final Path folder;
    private final Lookups lookups;
    private final Buffers buffers = new Buffers();
    private final OpenPorts ports = new OpenPorts();
    private final Set<VmSockets> vms = ConcurrentHashMap.newKeySet();
    private final List<PortListener> listeners = new CopyOnWriteArrayList<>();
    private @Nullable Reactor reactor; // guarded by this
    private @Nullable Path files; // guarded by this
    private @Nullable SSLContext tls; // guarded by this
    private boolean closed; // guarded by this

    /**
     * Creates one.
     *
     * @param policy what VMs may do
     * @param strict what untrusted VMs may do
     * @param folder where the Lua modules are written
     * @param resolver who knows names
     * @param tls whom to trust, or null for those the JVM trusts
     */
    public SocketHost(
            NetworkPolicy policy, NetworkPolicy strict, Path folder, Resolver resolver, @Nullable SSLContext tls) {
        rules = new Rules(policy);
        this.strict = new Rules(strict);
        this.folder = folder;
        this.tls = tls;
        lookups = new Lookups(resolver, LOOKUP);
    }

    /** What VMs may do that are not untrusted. */
    public NetworkPolicy policy() {
        return rules.policy();
    }

    /** Gives a VM its sockets, if it is networked. */
    public void prepare(VmConfig config, VmPreparation preparation) {
        give(config, preparation, 0);
    }

    /** The same for one that runs already. The sockets it had are gone, and their numbers are not used again. */
    public void adopt(VmConfig config, VmPreparation preparation) {
        give(config, preparation, ThreadLocalRandom.current().nextLong(LEAST_ADOPTED, MOST_EXACT));
    }

    private void give(VmConfig config, VmPreparation preparation, long firstNumber) {
        if (!config.networked()) {
            return;
        }
        Path modules = open();
        boolean untrusted = config.confinement().profile() == Profile.UNTRUSTED;
        int chunk = Math.min(Buffers.SIZE, config.confinement().limits().frameBytes() / FRAME_PART);
        VmSockets sockets =
                new VmSockets(this, config.id(), untrusted ? strict : rules, Math.max(1, chunk), firstNumber);
        preparation.onClose(sockets);
        add(sockets);
        preparation.addShared(modules);
        preparation.addPath(modules.resolve("?.lua").toString());
        preparation.provide(SocketModule.NAME, SocketModule.of(sockets));
    }

    private synchronized Path open() {
        if (closed) {
            throw new NetworkingException("a networked VM was asked for while the bundle that gives it sockets stops");
        }
        try {
            if (reactor == null) {
                reactor = new Reactor();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("sockets cannot be served", e);
        }
        Path place = files;
        if (place == null) {
            place = LuaFiles.below(folder);
            files = place;
        }
        return place;
    }

    private synchronized void add(VmSockets sockets) {
        if (closed) {
            sockets.close();
        } else {
            vms.add(sockets);
        }
    }

    synchronized Reactor reactor() {
        if (reactor == null) {
            throw new IllegalStateException("no VM is networked");
        }
        return reactor;
    }

    synchronized SSLContext tls() throws NoSuchAlgorithmException {
        SSLContext context = tls;
        if (context == null) {
            context = SSLContext.getDefault();
            tls = context;
        }
        return context;
    }

    Lookups lookups() {
        return lookups;
    }

    Buffers buffers() {
        return buffers;
    }

    OpenPorts ports() {
        return ports;
    }

    void forget(VmSockets sockets) {
        vms.remove(sockets);
    }

    /** What is held now, by VM, then by number. */
    public List<SocketInfo> sockets() {
        return vms.stream()
                .flatMap(one -> one.infos().stream())
                .sorted(Comparator.comparing(SocketInfo::vm).thenComparingLong(SocketInfo::number))
                .toList();
    }

    /** Closes the sockets of a VM whose numbers are higher than this one, and ends what it waits for. */
    public void closeNewer(String vm, long number) {
        vms.stream().filter(one -> one.id().equals(vm)).forEach(one -> one.closeNewer(number));
    }

    /** Has somebody hear where VMs listen, until {@link #removeListener}. */
    public void addListener(PortListener listener) {
        listeners.add(listener);
    }

    public void removeListener(PortListener listener) {
        listeners.remove(listener);
    }

    void tellListening(String vm, int port) {
        listeners.forEach(one -> one.listening(vm, port));
    }

    @Override
    public void close() {
        Reactor running;
        synchronized (this) {
            closed = true;
            running = reactor;
        }
        vms.forEach(VmSockets::close);
        if (running != null) {
            running.close();
        }
        lookups.close();
    }
}
