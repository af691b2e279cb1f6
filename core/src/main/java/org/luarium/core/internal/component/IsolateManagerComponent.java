// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.component;

import java.util.List;
import java.util.Optional;
import org.luarium.core.internal.vm.VmHost;
import org.luarium.isolate.Diagnosis;
import org.luarium.isolate.Isolate;
import org.luarium.isolate.IsolateManager;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows what runs, and what this platform can do. */
@Component
public final class IsolateManagerComponent implements IsolateManager {
    private final VmHost host;

    @Activate
    public IsolateManagerComponent(@Reference VmHostComponent component) {
        host = component.host();
    }

    @Override
    public List<Isolate> list() {
        return host.isolates();
    }

    @Override
    public Optional<Isolate> find(String name) {
        return list().stream()
                .filter(isolate -> isolate.info().name().equals(name))
                .findFirst();
    }

    @Override
    public List<Diagnosis> diagnose() {
        return host.diagnose();
    }
}
