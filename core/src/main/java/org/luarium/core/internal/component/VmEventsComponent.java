// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.component;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.luarium.vm.Vm;
import org.luarium.vm.VmInfo;
import org.luarium.vm.VmState;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;

/** Posts what happens to VMs, where there is an EventAdmin. Its class is loaded only there, and so is the package that this bundle imports optionally. */
@Component
public final class VmEventsComponent {
    private static final String TOPIC = "org/luarium/vm/";

    private final EventAdmin admin;
    private final Set<Vm> dead = ConcurrentHashMap.newKeySet();
    private volatile boolean active;

    @Activate
    public VmEventsComponent(@Reference EventAdmin admin) {
        this.admin = admin;
    }

    /** What was there before is no news. */
    @Activate
    void activate() {
        active = true;
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addVm(Vm vm) {
        VmInfo info = vm.info();
        post(info.adopted().isPresent() ? "adopted" : "created", info);
        updatedVm(vm);
    }

    void updatedVm(Vm vm) {
        VmInfo info = vm.info();
        if (info.state() != VmState.DEAD) {
            dead.remove(vm);
        } else if (dead.add(vm)) {
            post("exited", info);
        }
    }

    void removeVm(Vm vm) {
        dead.remove(vm);
        post("closed", vm.info());
    }

    private void post(String what, VmInfo info) {
        if (active) {
            Map<String, Object> properties = new HashMap<>();
            properties.put("vm.id", info.id());
            properties.put("vm.persistent", info.config().persistent());
            info.exit().ifPresent(exit -> properties.put("exit", exit.toString()));
            admin.postEvent(new Event(TOPIC + what, properties));
        }
    }

    @Deactivate
    void deactivate() {
        active = false;
    }
}
