// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.luarium.core.internal.engine.Engine;
import org.luarium.isolate.ConfinementReport;
import org.luarium.isolate.ConfinementReport.Control;
import org.luarium.isolate.Limits;
import org.luarium.vm.EngineInfo;
import org.luarium.vm.VmConfig;

/** States what holds for a VM: its process and its limits, and, plainly, what nobody enforces. */
final class Reports {
    private static final String NOBODY = ConfinementReport.NOT_ENFORCED;

    private Reports() {}

    static ConfinementReport of(VmConfig config, Engine engine, String link, boolean memory) {
        Limits limits = config.confinement().limits();
        boolean fifo = link.equals("fifo");
        List<Control> rows = new ArrayList<>();
        rows.add(new Control("process", "one of its own", "operating system", "pid"));
        rows.add(memory(limits, engine, memory));
        rows.add(new Control(
                "wall time",
                limits.wallTime().map(Duration::toString).orElse("no limit") + " per call",
                "host watchdog",
                "-"));
        rows.add(new Control(
                "cpu time",
                limits.cpuTime().map(Duration::toString).orElse("no limit") + " per call",
                "host watchdog, sampled",
                "-"));
        rows.add(new Control("output", limits.outputBytes() + " bytes per call", "host", "-"));
        rows.add(new Control("frame", limits.frameBytes() + " bytes", "host", "-"));
        rows.add(new Control(
                "lifetime",
                "ends with the host",
                fifo ? "spawner and parent-death signal" : NOBODY,
                fifo ? "start" : "an idle one sees the end of its input"));
        rows.add(new Control("filesystem", "all that this user may", NOBODY, "-"));
        rows.add(new Control("network", config.networked() ? "that of the host" : "none asked for", NOBODY, "-"));
        rows.add(new Control("processes", "may start others", NOBODY, "-"));
        rows.add(new Control("privileges", "those of the host's user", NOBODY, "-"));
        return new ConfinementReport(config.confinement().profile(), rows);
    }

    private static Control memory(Limits limits, Engine engine, boolean enforced) {
        if (limits.memoryBytes().isEmpty()) {
            return new Control("memory", "no limit", enforced ? "RLIMIT_AS" : NOBODY, "-");
        }
        String limit = limits.memoryBytes().getAsLong() + " bytes of address space";
        if (enforced) {
            return new Control("memory", limit, "RLIMIT_AS", "start");
        }
        String why = engine.info().kind() == EngineInfo.Kind.EMBEDDED_JVM ? "a JVM cannot run under it" : "-";
        return new Control("memory", limit, NOBODY, why);
    }
}
