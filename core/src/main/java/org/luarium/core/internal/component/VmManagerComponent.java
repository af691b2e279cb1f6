// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.component;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.luarium.core.internal.vm.OwnedManager;
import org.luarium.vm.EngineInfo;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.Script;
import org.luarium.vm.Vm;
import org.luarium.vm.VmCluster;
import org.luarium.vm.VmConfig;
import org.luarium.vm.VmInfo;
import org.luarium.vm.VmManager;
import org.luarium.vm.VmScope;
import org.luarium.vm.VmStatistics;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.service.component.ComponentContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;

/**
 * Gives each bundle a manager of its own, which ends with it. Nothing outranks it: of two services of the highest ranking
 * the framework prefers the older one.
 */
@Component(
        service = VmManager.class,
        scope = ServiceScope.BUNDLE,
        property = Constants.SERVICE_RANKING + ":Integer=" + Integer.MAX_VALUE)
public final class VmManagerComponent implements VmManager {
    private final OwnedManager manager;

    @Activate
    public VmManagerComponent(ComponentContext context, @Reference VmHostComponent host) {
        Bundle user = context.getUsingBundle();
        manager = host.host().manager(user == null ? "host" : user.getSymbolicName(), false);
    }

    @Override
    public Vm create(VmConfig config) {
        return manager.create(config);
    }

    @Override
    public CompletableFuture<Vm> createAsync(VmConfig config) {
        return manager.createAsync(config);
    }

    @Override
    public Optional<Vm> find(String id) {
        return manager.find(id);
    }

    @Override
    public List<VmInfo> list() {
        return manager.list();
    }

    @Override
    public Map<String, ExecutionResult> broadcast(String glob, Script script) {
        return manager.broadcast(glob, script);
    }

    @Override
    public VmCluster createCluster(String name, int size, VmConfig template) {
        return manager.createCluster(name, size, template);
    }

    @Override
    public VmStatistics statistics() {
        return manager.statistics();
    }

    @Override
    public List<EngineInfo> engines() {
        return manager.engines();
    }

    @Override
    public EngineInfo engine(String requested) {
        return manager.engine(requested);
    }

    @Override
    public VmScope scope(boolean debug) {
        return manager.scope(debug);
    }

    @Deactivate
    void close() {
        manager.close();
    }
}
