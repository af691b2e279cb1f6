// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** Two sides in one JVM. */
final class Link implements AutoCloseable {
    final Watch watch = new Watch();
    final Codecs hostCodecs = new Codecs();
    final Codecs childCodecs = new Codecs();
    final MemoryPipe toChild = new MemoryPipe();
    final MemoryPipe toHost = new MemoryPipe();
    final Peer host;
    final Peer child;

    Link() {
        this(options -> options);
    }

    Link(UnaryOperator<PeerOptions> change) {
        this(change, change, CallObserver.NONE);
    }

    /**
     * Creates it.
     *
     * @param hosts limits of the host
     * @param childs limits of the child
     * @param observer of the child: hears of what was dropped
     */
    Link(UnaryOperator<PeerOptions> hosts, UnaryOperator<PeerOptions> childs, CallObserver observer) {
        host = new Peer(
                hosts.apply(PeerOptions.of("child")),
                hostCodecs,
                toHost.input(),
                toChild.output(),
                watch,
                CallObserver.NONE);
        child = new Peer(
                childs.apply(PeerOptions.of("host")), childCodecs, toChild.input(), toHost.output(), watch, observer);
    }

    /** Begins, with one object on the side of the child. */
    <T> T serve(Class<T> type, T object) throws Exception {
        child.lend(1, type, object);
        start();
        return host.borrow(1, type);
    }

    void start() throws Exception {
        host.start();
        child.start();
        host.greeted().get(10, TimeUnit.SECONDS);
        child.greeted().get(10, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        host.close();
        child.close();
        watch.close();
    }
}
