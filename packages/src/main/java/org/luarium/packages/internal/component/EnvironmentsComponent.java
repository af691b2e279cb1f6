// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.component;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luarium.packages.internal.environment.EnvironmentCustomizer;
import org.luarium.packages.internal.environment.Environments;
import org.luarium.store.Store;
import org.luarium.vm.EngineInfo;
import org.luarium.vm.VmConfig;
import org.luarium.vm.spi.VmCustomizer;
import org.luarium.vm.spi.VmPreparation;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.ComponentServiceObjects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Gives VMs their environments. It needs no VMs itself, as these wait for it. */
@Component(service = {VmCustomizer.class, EnvironmentsComponent.class})
public final class EnvironmentsComponent implements VmCustomizer {
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

    private final Environments environments;
    private final EnvironmentCustomizer customizer;

    private final ComponentServiceObjects<Store> stores;
    private @Nullable Store store; // guarded by this

    @Activate
    public EnvironmentsComponent(BundleContext context, @Reference ComponentServiceObjects<Store> stores) {
        this.stores = stores;
        environments = new Environments(this::store, HomeFolder.environments(context), LONGEST_WAIT);
        customizer = new EnvironmentCustomizer(environments);
    }

    /** Opened when it is needed: VMs ask this component before they start, and most containers have no environments. */
    private synchronized Store store() {
        Store opened = store;
        if (opened == null) {
            opened = stores.getService();
            store = opened;
        }
        return opened;
    }

    @Deactivate
    synchronized void close() {
        if (store != null) {
            stores.ungetService(store);
            store = null;
        }
    }

    Environments shared() {
        return environments;
    }

    @Override
    public boolean provides(String environment) {
        return customizer.provides(environment);
    }

    @Override
    public Optional<List<String>> environments() {
        return customizer.environments();
    }

    @Override
    public void adopt(VmConfig config, EngineInfo engine, VmPreparation preparation) {
        customizer.adopt(config, engine, preparation);
    }

    @Override
    public void prepare(VmConfig config, EngineInfo engine, VmPreparation preparation) {
        customizer.prepare(config, engine, preparation);
    }
}
