// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.measure;

import java.time.Clock;
import java.util.List;
import org.luarium.session.Session;
import org.luarium.session.SessionConfig;
import org.luarium.session.SessionManager;
import org.luarium.sessions.internal.session.OwnedSessions;
import org.luarium.sessions.internal.session.SessionRegistry;

/** Sessions on the VMs of a host without a container, set up as their component does it. */
public final class Talk implements AutoCloseable {
    private final SessionRegistry registry;
    private final OwnedSessions manager;

    /** Takes over the sessions of the persistent VMs that the host has adopted. */
    public Talk(Host host) {
        registry = new SessionRegistry(host.manager(), Clock.systemUTC(), List.of());
        manager = new OwnedSessions(registry, "benchmark");
        registry.adopt();
    }

    public SessionManager manager() {
        return manager;
    }

    /** A session with a VM as the rows use it. */
    public Session open(String id) {
        return manager.open(SessionConfig.of(Host.config(id)));
    }

    @Override
    public void close() {
        manager.close();
        registry.close();
    }
}
