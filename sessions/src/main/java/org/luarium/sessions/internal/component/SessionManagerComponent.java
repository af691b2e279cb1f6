// SPDX-License-Identifier: Apache-2.0
package org.luarium.sessions.internal.component;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.luarium.session.Session;
import org.luarium.session.SessionConfig;
import org.luarium.session.SessionInfo;
import org.luarium.session.SessionManager;
import org.luarium.sessions.internal.session.OwnedSessions;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.VmConfig;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.service.component.ComponentContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;

/** Gives each bundle a manager of its own, which ends with it. */
@Component(
        service = SessionManager.class,
        scope = ServiceScope.BUNDLE,
        property = Constants.SERVICE_RANKING + ":Integer=" + Integer.MAX_VALUE)
public final class SessionManagerComponent implements SessionManager {
    private final OwnedSessions sessions;

    @Activate
    public SessionManagerComponent(ComponentContext context, @Reference SessionRegistryComponent registry) {
        Bundle user = context.getUsingBundle();
        sessions = new OwnedSessions(registry.registry(), user == null ? "host" : user.getSymbolicName());
    }

    @Override
    public Session open(SessionConfig config) {
        return sessions.open(config);
    }

    @Override
    public Optional<Session> find(String id) {
        return sessions.find(id);
    }

    @Override
    public List<SessionInfo> list() {
        return sessions.list();
    }

    @Override
    public Map<String, ExecutionResult> broadcast(String glob, String code, Duration timeout) {
        return sessions.broadcast(glob, code, timeout);
    }

    @Override
    public List<Session> openCluster(String name, int size, VmConfig template) {
        return sessions.openCluster(name, size, template);
    }

    @Override
    public Session copy(String id, String newId) {
        return sessions.copy(id, newId);
    }

    @Deactivate
    void close() {
        sessions.close();
    }
}
