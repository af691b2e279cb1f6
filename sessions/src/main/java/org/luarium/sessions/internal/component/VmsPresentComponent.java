// SPDX-License-Identifier: Apache-2.0
package org.luarium.sessions.internal.component;

import org.luarium.vm.Vm;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * Keeps the registry active from the first VM on: sessions outlive the bundles that look at them, and those of adopted VMs go on before anybody asks for one. A container without VMs starts without it.
 */
@Component
public final class VmsPresentComponent {
    /** Never lets go of the registry: where VMs come and go in many threads, this component may be missing for a moment while there is one. */
    @Activate
    public VmsPresentComponent(BundleContext context, @Reference ServiceReference<SessionRegistryComponent> registry) {
        context.getService(registry);
    }

    @Reference(cardinality = ReferenceCardinality.AT_LEAST_ONE, policy = ReferencePolicy.DYNAMIC)
    void addVm(ServiceReference<Vm> vm) {}

    void removeVm(ServiceReference<Vm> vm) {}
}
