// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.confine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.luarium.isolate.Confinement.Mode;
import org.luarium.isolate.ConfinementReport.Control;
import org.luarium.isolate.ProgramConfig;
import org.luarium.store.spi.BuildStep;

/**
 * A program to confine, of whatever kind: a build step, or an isolate with a link.
 *
 * @param title what it is, for messages
 * @param program its absolute path
 * @param readable files and folders to read and execute, besides those of the system
 * @param writable folders to read and write
 * @param folder where it starts; empty for the root
 * @param environment its variables; TMPDIR is added where it is missing
 * @param linked whether it has a link, and sees itself in {@code /proc}
 * @param network whether it shares the network of the host
 * @param mode how strictly it is meant
 * @param bounds its limits
 * @param watched rows of its report for what the host looks after
 */
public record Job(
        String title,
        Path program,
        Set<Path> readable,
        Set<Path> writable,
        Optional<Path> folder,
        Map<String, String> environment,
        boolean linked,
        boolean network,
        Mode mode,
        Bounds bounds,
        List<Control> watched) {
    private static final String HOST = "host";

    /**
     * What the kernel keeps a job within.
     *
     * @param memory bytes of address space of each process
     * @param processes processes and threads together
     * @param starts whether it may start other processes
     * @param openFiles of each process
     * @param fileBytes the size of a file
     * @param cpuSeconds processor time of each process
     * @param scratch bytes of its private {@code /tmp}
     */
    public record Bounds(
            OptionalLong memory,
            int processes,
            boolean starts,
            int openFiles,
            OptionalLong fileBytes,
            OptionalLong cpuSeconds,
            long scratch) {}

    /** The job that a build step is. */
    public static Job of(BuildStep step) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("PATH", "/usr/local/bin:/usr/bin:/bin");
        environment.put("LANG", "C");
        environment.putAll(step.environment());
        // Should nobody look at the clock: a process cannot use more in that time.
        long cpu = (step.timeLimit().toSeconds() + 1) * Runtime.getRuntime().availableProcessors();
        return new Job(
                "build step " + step.name(),
                Path.of(step.command().get(0)),
                step.inputs(),
                Set.of(step.output()),
                Optional.of(step.workingFolder()),
                environment,
                false,
                step.network(),
                step.mode(),
                new Bounds(
                        OptionalLong.of(step.memoryBytes()),
                        step.processes(),
                        true,
                        step.openFiles(),
                        OptionalLong.of(step.fileBytes()),
                        OptionalLong.of(cpu),
                        step.scratchBytes()),
                List.of(
                        new Control("wall time", step.timeLimit().toString(), HOST, "-"),
                        new Control("output", "the last " + Sizes.text(step.outputBytes()) + " are kept", HOST, "-")));
    }

    /**
     * The job that a program is.
     *
     * @param outputBytes how much of its raw output is kept
     */
    public static Job of(ProgramConfig config, int outputBytes) {
        return new Job(
                "program " + config.name(),
                config.program(),
                config.readable(),
                config.writable(),
                config.workingFolder(),
                config.environment(),
                true,
                config.network(),
                config.mode(),
                new Bounds(
                        config.memoryBytes(),
                        config.processes(),
                        config.subprocesses(),
                        config.openFiles(),
                        config.fileBytes(),
                        config.cpuTime()
                                .map(time -> OptionalLong.of(roundedUp(time)))
                                .orElse(OptionalLong.empty()),
                        config.scratchBytes()),
                List.of(new Control(
                        "output", "the last " + Sizes.text(outputBytes) + " that nobody took are kept", HOST, "-")));
    }

    private static long roundedUp(Duration time) {
        return time.plusNanos(Duration.ofSeconds(1).toNanos() - 1).toSeconds();
    }
}
