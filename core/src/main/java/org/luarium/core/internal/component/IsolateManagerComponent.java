// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.component;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.luarium.core.internal.program.OwnedPrograms;
import org.luarium.core.internal.program.ProgramHost;
import org.luarium.core.internal.vm.VmHost;
import org.luarium.isolate.Diagnosis;
import org.luarium.isolate.Isolate;
import org.luarium.isolate.IsolateManager;
import org.luarium.isolate.IsolatedProgram;
import org.luarium.isolate.ProgramConfig;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;

/** Shows what runs, and what this platform can do; gives each bundle programs of its own, which end with it. Nothing outranks it. */
@Component(scope = ServiceScope.BUNDLE, property = Constants.SERVICE_RANKING + ":Integer=" + Integer.MAX_VALUE)
public final class IsolateManagerComponent implements IsolateManager {
    private final VmHost host;
    private final ProgramHost programs;
    private final OwnedPrograms mine;

    @Activate
    public IsolateManagerComponent(@Reference VmHostComponent component) {
        host = component.host();
        programs = component.programs();
        mine = programs.owned();
    }

    @Override
    public IsolatedProgram start(ProgramConfig config) {
        return mine.start(config);
    }

    @Override
    public List<Isolate> list() {
        List<Isolate> all = new ArrayList<>(host.isolates());
        all.addAll(programs.isolates());
        return all;
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

    @Deactivate
    void close() {
        mine.close();
    }
}
