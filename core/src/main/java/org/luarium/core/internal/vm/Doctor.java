// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.luarium.core.internal.engine.EngineCatalog;
import org.luarium.isolate.Confinement;
import org.luarium.isolate.Diagnosis;
import org.luarium.isolate.Diagnosis.State;
import org.luarium.isolate.Profile;
import org.luarium.isolate.SandboxUnavailableException;
import org.luarium.vm.EngineInfo;
import org.luarium.vm.LuaVmException;
import org.luarium.vm.VmConfig;

/** Checks what VMs rest on by running one on every interpreter. */
final class Doctor {
    private final EngineCatalog engines;
    private final ProcessFactory factory;
    private final KeptVms kept;

    Doctor(EngineCatalog engines, ProcessFactory factory, KeptVms kept) {
        this.engines = engines;
        this.factory = factory;
        this.kept = kept;
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
        engines.list().stream()
                .filter(EngineInfo::usable)
                .findFirst()
                .ifPresent(engine -> findings.add(kept.diagnose(engines.resolve(engine.name()))));
        findings.add(new Diagnosis("time and output limits", State.OK, "watched by the host", ""));
        return findings;
    }

    private Diagnosis engine(EngineInfo engine) {
        String layer = "engine " + engine.name();
        if (!engine.usable()) {
            return new Diagnosis(layer, State.MISSING, engine.rejection(), "");
        }
        try {
            return new Diagnosis(layer, State.OK, answer(engine, Confinement.Mode.PREFERRED), "");
        } catch (SandboxUnavailableException e) {
            return unconfined(layer, engine);
        } catch (LuaVmException e) {
            return new Diagnosis(layer, State.MISSING, String.valueOf(e.getMessage()), "see vm:engines");
        }
    }

    private Diagnosis unconfined(String layer, EngineInfo engine) {
        try {
            return new Diagnosis(
                    layer,
                    State.DEGRADED,
                    answer(engine, Confinement.Mode.OFF) + ", with mode OFF only",
                    "see the layers of confinement");
        } catch (LuaVmException e) {
            return new Diagnosis(layer, State.MISSING, String.valueOf(e.getMessage()), "see vm:engines");
        }
    }

    /** Runs an engine until it answers. */
    private String answer(EngineInfo engine, Confinement.Mode mode) {
        long began = System.nanoTime();
        VmConfig probe = VmConfig.builder("doctor")
                .confinement(Confinement.builder(Profile.STANDARD).mode(mode).build())
                .build();
        LuaProcess process = factory.start("doctor", probe, engines.resolve(engine.name()));
        long took = System.nanoTime() - began;
        process.child().kill();
        LastWait.afterKill(process);
        process.child().dispose();
        return engine.version() + ", answered after " + Duration.ofNanos(took).toMillis() + " ms";
    }
}
