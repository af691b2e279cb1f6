// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.component;

import java.util.Dictionary;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.luarium.core.internal.vm.VmHost;
import org.luarium.vm.Vm;
import org.luarium.vm.VmInfo;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes each VM as a service of its own. */
@Capability(namespace = "osgi.service", attribute = "objectClass:List<String>=org.luarium.vm.Vm", uses = Vm.class)
final class VmServices implements VmHost.Listener {
    private static final Logger log = LoggerFactory.getLogger(VmServices.class);

    private final BundleContext context;
    private final Map<Vm, ServiceRegistration<Vm>> registrations = new ConcurrentHashMap<>();

    VmServices(BundleContext context) {
        this.context = context;
    }

    @Override
    public void created(Vm vm) {
        try {
            registrations.put(vm, context.registerService(Vm.class, vm, properties(vm.info())));
        } catch (IllegalStateException e) {
            log.debug("VM {} is not published, the bundle stops", vm.id(), e);
        }
    }

    @Override
    public void changed(Vm vm) {
        ServiceRegistration<Vm> registration = registrations.get(vm);
        if (registration != null) {
            try {
                registration.setProperties(properties(vm.info()));
            } catch (IllegalStateException e) {
                log.debug("VM {} is no service any more", vm.id(), e);
            }
        }
    }

    @Override
    public void closed(Vm vm) {
        ServiceRegistration<Vm> registration = registrations.remove(vm);
        if (registration != null) {
            try {
                registration.unregister();
            } catch (IllegalStateException e) {
                log.debug("VM {} is no service any more", vm.id(), e);
            }
        }
    }

    void close() {
        registrations.keySet().forEach(this::closed);
    }

    private static Dictionary<String, Object> properties(VmInfo info) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("vm.id", info.id());
        properties.put("vm.engine", info.engine().name());
        properties.put("vm.version", info.engine().version());
        properties.put(
                "vm.profile", info.config().confinement().profile().name().toLowerCase(Locale.ROOT));
        properties.put("vm.state", info.state().name().toLowerCase(Locale.ROOT));
        properties.put("vm.networked", info.config().networked());
        properties.put("vm.confinement", info.confinement().level().name().toLowerCase(Locale.ROOT));
        return FrameworkUtil.asDictionary(properties);
    }
}
