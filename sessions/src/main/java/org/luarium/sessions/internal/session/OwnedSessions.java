// SPDX-License-Identifier: Apache-2.0
package org.luarium.sessions.internal.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.luarium.LuariumException;
import org.luarium.session.Session;
import org.luarium.session.SessionConfig;
import org.luarium.session.SessionInfo;
import org.luarium.session.SessionManager;
import org.luarium.session.SessionNotFoundException;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.Lifetime;
import org.luarium.vm.Vm;
import org.luarium.vm.VmConfig;

/** The sessions as one bundle sees them: all, of which those it opened end with it. */
public final class OwnedSessions implements SessionManager, AutoCloseable {
    private final SessionRegistry registry;
    private final String owner;
    private final Set<SessionImpl> mine = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** The manager of a bundle. */
    public OwnedSessions(SessionRegistry registry, String owner) {
        this.registry = registry;
        this.owner = owner;
    }

    @Override
    public Session open(SessionConfig config) {
        checkOpen();
        return keep(registry.open(config, owner));
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("this session manager is closed; its bundle has stopped");
        }
    }

    private SessionImpl keep(SessionImpl session) {
        VmConfig vm = session.vm().info().config();
        if (vm.lifetime() == Lifetime.BUNDLE && !vm.persistent()) {
            mine.add(session);
            CompletionStage<Void> unused = session.closing().thenRun(() -> mine.remove(session));
            if (closed) {
                session.close();
            }
        }
        return session;
    }

    @Override
    public Optional<Session> find(String id) {
        return registry.find(id).map(session -> session);
    }

    @Override
    public List<SessionInfo> list() {
        return registry.all().stream().map(SessionImpl::info).toList();
    }

    @Override
    public Map<String, ExecutionResult> broadcast(String glob, String code, Duration timeout) {
        Pattern pattern = glob(glob);
        Map<String, SessionImpl.Evaluation> begun = new LinkedHashMap<>();
        RuntimeException failure = null;
        for (SessionImpl session : registry.all()) {
            if (pattern.matcher(session.id()).matches()) {
                try {
                    begun.put(session.id(), session.evaluateAsync(code, timeout));
                } catch (LuariumException e) {
                    failure = failure == null ? e : failure;
                }
            }
        }
        Map<String, ExecutionResult> results = new LinkedHashMap<>();
        for (Map.Entry<String, SessionImpl.Evaluation> entry : begun.entrySet()) {
            try {
                results.put(entry.getKey(), entry.getValue().await());
            } catch (LuariumException e) {
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
        return results;
    }

    private static Pattern glob(String glob) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
        }
        return Pattern.compile(regex.toString());
    }

    @Override
    public List<Session> openCluster(String name, int size, VmConfig template) {
        checkOpen();
        if (size < 1) {
            throw new IllegalArgumentException("a cluster needs at least 1 session, not " + size);
        }
        VmConfig.checkId(name + "-" + size);
        for (int i = 1; i <= size; i++) {
            registry.checkFree(name + "-" + i);
        }
        List<Vm> vms = registry.vms().createCluster(name, size, template).vms();
        List<SessionImpl> sessions = new ArrayList<>();
        try {
            for (Vm vm : vms) {
                SessionConfig config = SessionConfig.of(vm.info().config());
                sessions.add(keep(registry.open(config, owner, () -> vm)));
            }
        } finally {
            if (sessions.size() < vms.size()) {
                Closing.all(sessions);
                vms.forEach(Vm::close);
            }
        }
        return List.copyOf(sessions);
    }

    @Override
    public Session copy(String id, String newId) {
        checkOpen();
        SessionImpl model = registry.find(id).orElseThrow(() -> new SessionNotFoundException(id));
        VmConfig vm = model.vm().info().config().toBuilder().id(newId).build();
        SessionConfig config = model.config().toBuilder().id(newId).newVm(vm).build();
        return keep(registry.open(config, owner, () -> model.vm().fork(newId)));
    }

    @Override
    public void close() {
        closed = true;
        Closing.all(List.copyOf(mine));
        mine.clear();
    }
}
