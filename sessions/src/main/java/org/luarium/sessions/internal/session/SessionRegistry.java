// SPDX-License-Identifier: Apache-2.0
package org.luarium.sessions.internal.session;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.luarium.session.SessionAlreadyExistsException;
import org.luarium.session.SessionConfig;
import org.luarium.session.SessionStateException;
import org.luarium.sessions.internal.log.Journal;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.Vm;
import org.luarium.vm.VmConfig;
import org.luarium.vm.VmInfo;
import org.luarium.vm.VmManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All sessions, whoever opened them. Thread-safe. */
public final class SessionRegistry implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SessionRegistry.class);
    private static final int MOST = 10_000;
    private static final int ADOPTIONS = 100;

    private final VmManager vms;
    private final Clock clock;
    private final Collection<? extends SessionWatcher> watchers;
    private final Deliveries deliveries = new Deliveries();
    private final Map<String, SessionImpl> sessions = new ConcurrentHashMap<>();
    private final Set<String> taken = ConcurrentHashMap.newKeySet();
    private final Culler culler;
    private volatile boolean closed;

    /**
     * Begins without any session.
     *
     * @param watchers who hears what happens; may change at any time
     */
    public SessionRegistry(VmManager vms, Clock clock, Collection<? extends SessionWatcher> watchers) {
        this.vms = vms;
        this.clock = clock;
        this.watchers = watchers;
        culler = new Culler(clock, sessions::values);
    }

    Clock clock() {
        return clock;
    }

    Deliveries deliveries() {
        return deliveries;
    }

    VmManager vms() {
        return vms;
    }

    /** Applies to sessions that have no limits of their own. */
    public void limit(Culler.Limits limits) {
        culler.limit(limits);
    }

    /** Looks now for sessions that are over their limits. */
    void cull() {
        culler.cull();
    }

    SessionImpl open(SessionConfig config, String owner) {
        return open(config, owner, () -> vmFor(config));
    }

    private Vm vmFor(SessionConfig config) {
        Optional<VmConfig> wanted = config.newVm();
        return wanted.isPresent()
                ? vms.create(wanted.get())
                : vms.get(config.existingVm().orElseThrow());
    }

    SessionImpl open(SessionConfig config, String owner, Supplier<Vm> source) {
        reserve(config.id());
        Vm vm = null;
        SessionImpl session = null;
        try {
            vm = source.get();
            session = new SessionImpl(config, vm, owner, this, keep(config, vm, owner));
            sessions.put(config.id(), session);
        } finally {
            if (session == null) {
                taken.remove(config.id());
                discard(config, vm);
            }
        }
        session.begin();
        culler.opened(config);
        tell("created", session, "", "");
        if (closed) {
            session.close();
        }
        return session;
    }

    private @Nullable Kept keep(SessionConfig config, Vm vm, String owner) {
        VmInfo info = vm.info();
        if (!info.config().persistent() || info.folder().isEmpty()) {
            return null;
        }
        try {
            return Kept.create(info.folder().get(), config, owner, clock.instant());
        } catch (IOException e) {
            throw new SessionStateException(config.id(), "its files cannot be made: " + e, null);
        }
    }

    // Persistent sessions

    /** Takes over the persistent sessions that another registry, of this JVM or of one before, has left. */
    public void adopt() {
        for (VmInfo vm : vms.list()) {
            vm.folder().ifPresent(folder -> SessionFolder.in(folder).forEach(each -> adopt(vm, each, ADOPTIONS)));
        }
    }

    private void adopt(VmInfo info, SessionFolder folder, int tries) {
        Optional<Vm> vm = vms.find(info.id());
        if (closed || vm.isEmpty()) {
            return;
        }
        try {
            Kept kept = Kept.open(folder, info.config());
            SessionConfig config = kept.saved().config();
            if (!taken.add(config.id())) {
                kept.close();
                log.warn("session {} is taken already; the one in {} is left there", config.id(), folder);
                return;
            }
            SessionImpl session = new SessionImpl(config, vm.get(), kept.saved().owner(), this, kept);
            sessions.put(config.id(), session);
            session.begin();
            culler.opened(config);
            log.info("session {} goes on", config.id());
        } catch (Journal.InUseException e) {
            // The one before, in this JVM, still writes down what comes of its last input. Our script comes after that.
            if (tries > 0) {
                CompletableFuture<ExecutionResult> unused = vm.get()
                        .executeAsync("")
                        .whenComplete((result, error) -> adopt(info, folder, error == null ? tries - 1 : 0));
            } else {
                log.error("the session in {} is still in use and is left there", folder);
            }
        } catch (IOException | RuntimeException e) {
            log.error("the session in {} cannot go on", folder, e);
        }
    }

    private static void discard(SessionConfig config, @Nullable Vm vm) {
        if (vm != null && config.existingVm().isEmpty()) {
            vm.close();
        }
    }

    private void reserve(String id) {
        if (closed) {
            throw new IllegalStateException("the sessions bundle has stopped");
        }
        if (taken.size() >= MOST) {
            throw new SessionStateException(id, MOST + " sessions are open already; close some", null);
        }
        if (!taken.add(id)) {
            throw new SessionAlreadyExistsException(id);
        }
    }

    /** Fails if a session could not get this id. */
    void checkFree(String id) {
        if (taken.contains(id)) {
            throw new SessionAlreadyExistsException(id);
        }
    }

    void forget(SessionImpl session) {
        if (sessions.remove(session.id(), session)) {
            taken.remove(session.id());
        }
    }

    Optional<SessionImpl> find(String id) {
        return Optional.ofNullable(sessions.get(id));
    }

    List<SessionImpl> all() {
        List<SessionImpl> all = new ArrayList<>(sessions.values());
        all.sort(Comparator.comparing(SessionImpl::id));
        return all;
    }

    void tell(String what, SessionImpl session, String attachment, String reason) {
        if (watchers.isEmpty()) {
            return;
        }
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("session.id", session.id());
        properties.put("vm.id", session.vm().id());
        if (!attachment.isEmpty()) {
            properties.put("attachment", attachment);
        }
        if (!reason.isEmpty()) {
            properties.put("reason", reason);
        }
        for (SessionWatcher watcher : watchers) {
            try {
                watcher.happened(what, properties);
            } catch (RuntimeException e) {
                log.warn("one who watches sessions failed", e);
            }
        }
    }

    /** Ends all sessions, but for persistent ones, which are left as they are. */
    @Override
    public void close() {
        close(false);
    }

    /**
     * The same.
     *
     * @param vmsStay whether the VMs stay, so that nobody will adopt them anew
     */
    public void close(boolean vmsStay) {
        closed = true;
        culler.close();
        List<SessionImpl> ending = new ArrayList<>();
        for (SessionImpl session : all()) {
            if (session.isPersistent()) {
                session.park(vmsStay);
            } else {
                ending.add(session);
            }
        }
        Closing.all(ending);
        deliveries.close();
    }
}
