// SPDX-License-Identifier: Apache-2.0
package org.luarium.sessions.internal.component;

import org.luarium.vm.Vm;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * Keeps the registry active while there are VMs: sessions outlive the bundles that look at them, and those of adopted VMs go on before anybody asks for one. A container without VMs starts without it.
 */
@Component(service = VmsPresentComponent.class, immediate = true)
public final class VmsPresentComponent {
    @Activate
    public VmsPresentComponent(@Reference SessionRegistryComponent unused) {}

    @Reference(cardinality = ReferenceCardinality.AT_LEAST_ONE, policy = ReferencePolicy.DYNAMIC)
    void addVm(ServiceReference<Vm> vm) {}

    void removeVm(ServiceReference<Vm> vm) {}
}
