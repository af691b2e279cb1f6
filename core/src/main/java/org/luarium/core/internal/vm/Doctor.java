// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.luarium.core.internal.engine.EngineCatalog;
import org.luarium.isolate.Diagnosis;
import org.luarium.isolate.Diagnosis.State;
import org.luarium.vm.EngineInfo;
import org.luarium.vm.LuaVmException;
import org.luarium.vm.VmConfig;

/** Checks what VMs rest on by running one on every interpreter. */
final class Doctor {
    private final EngineCatalog engines;
    private final ProcessFactory factory;

    Doctor(EngineCatalog engines, ProcessFactory factory) {
        this.engines = engines;
        this.factory = factory;
    }

    List<Diagnosis> diagnose() {
        List<Diagnosis> findings = new ArrayList<>();
        boolean fifo = factory.linkKind().equals("fifo");
        findings.add(new Diagnosis(
                "link",
                fifo ? State.OK : State.DEGRADED,
                fifo ? "FIFOs, processes started by a resident spawner" : "standard input and output",
                fifo ? "" : "use Linux on x86_64 and a home that allows execution"));
        for (EngineInfo engine : engines.list()) {
            findings.add(engine(engine));
        }
        findings.addAll(factory.sandbox().diagnose());
        findings.add(new Diagnosis("time and output limits", State.OK, "watched by the host", ""));
        return findings;
    }

    private Diagnosis engine(EngineInfo engine) {
        String layer = "engine " + engine.name();
        if (!engine.usable()) {
            return new Diagnosis(layer, State.MISSING, engine.rejection(), "");
        }
        try {
            long began = System.nanoTime();
            VmConfig probe = VmConfig.builder("doctor").build();
            LuaProcess process = factory.start("doctor", probe, engines.resolve(engine.name()));
            long took = System.nanoTime() - began;
            process.child().kill();
            VmImpl.awaitExit(process);
            process.child().dispose();
            return new Diagnosis(
                    layer,
                    State.OK,
                    engine.version() + ", answered after "
                            + Duration.ofNanos(took).toMillis() + " ms",
                    "");
        } catch (LuaVmException e) {
            return new Diagnosis(layer, State.MISSING, String.valueOf(e.getMessage()), "see vm:engines");
        }
    }
}
