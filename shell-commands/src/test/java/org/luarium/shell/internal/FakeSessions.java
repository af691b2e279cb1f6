// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.luarium.session.Session;
import org.luarium.session.SessionAlreadyExistsException;
import org.luarium.session.SessionConfig;
import org.luarium.session.SessionInfo;
import org.luarium.session.SessionManager;
import org.luarium.session.SessionNotFoundException;
import org.luarium.shell.internal.syntax.Glob;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.VmConfig;

/** Sessions without processes, on the VMs of {@link FakeVms}. */
public final class FakeSessions implements SessionManager {
    final FakeVms vms = new FakeVms();
    final Map<String, FakeSession> sessions = new TreeMap<>();

    @Override
    public FakeSession open(SessionConfig config) {
        if (sessions.containsKey(config.id())) {
            throw new SessionAlreadyExistsException(config.id());
        }
        FakeSession session = new FakeSession(
                config,
                config.existingVm()
                        .map(vms::get)
                        .orElseGet(() -> vms.create(config.newVm().orElseThrow())),
                () -> sessions.remove(config.id()));
        sessions.put(config.id(), session);
        return session;
    }

    @Override
    public FakeSession open(String id) {
        return open(SessionConfig.of(id));
    }

    @Override
    public Optional<Session> find(String id) {
        return Optional.ofNullable(sessions.get(id));
    }

    @Override
    public List<SessionInfo> list() {
        return sessions.values().stream().map(FakeSession::info).toList();
    }

    @Override
    public Map<String, ExecutionResult> broadcast(String glob, String code, Duration timeout) {
        Map<String, ExecutionResult> results = new TreeMap<>();
        sessions.values().stream()
                .filter(session -> Glob.of(glob).test(session.id()))
                .forEach(session -> results.put(session.id(), session.evaluate(code, timeout)));
        return results;
    }

    @Override
    public List<Session> openCluster(String name, int size, VmConfig template) {
        List<Session> members = new ArrayList<>();
        for (int i = 1; i <= size; i++) {
            members.add(open(
                    SessionConfig.of(template.toBuilder().id(name + "-" + i).build())));
        }
        return members;
    }

    @Override
    public Session copy(String id, String newId) {
        FakeSession model = find(id).map(FakeSession.class::cast).orElseThrow(() -> new SessionNotFoundException(id));
        return open(SessionConfig.of(
                model.vm().info().config().toBuilder().id(newId).build()));
    }
}
