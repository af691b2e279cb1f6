// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.realize;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.luarium.isolate.ConfinementReport;
import org.luarium.store.BuildFailedException;
import org.luarium.store.RealizeCancelledException;
import org.luarium.store.Ref;
import org.luarium.store.spi.BuildResult;
import org.luarium.store.spi.BuildRunner;
import org.luarium.store.spi.BuildRunnerException;
import org.luarium.store.spi.BuildStep;

/** Runs the programs of builds: confined where there is a {@link BuildRunner}, else as children of this process, and says which. */
public final class Programs {
    private static final List<Path> FOLDERS = List.of(Path.of("/usr/local/bin"), Path.of("/usr/bin"), Path.of("/bin"));
    private static final String PATH = "/usr/local/bin:/usr/bin:/bin";
    private static final int OUTPUT_BYTES = 1 << 20;
    private static final int TAIL = 400;
    private static final long POLL_MILLIS = 20;
    private static final long DRAIN_SECONDS = 2;

    private final Supplier<Optional<BuildRunner>> runner;
    private final Duration timeLimit;

    /** Runs programs with whatever runner there is at the time, for as long as this. */
    public Programs(Supplier<Optional<BuildRunner>> runner, Duration timeLimit) {
        this.runner = runner;
        this.timeLimit = timeLimit;
    }

    /**
     * A program to run.
     *
     * @param folder where it starts
     * @param output what it may write to
     * @param inputs what it may read
     */
    record Program(
            Ref.DRef dref,
            List<String> command,
            Path folder,
            Path output,
            List<Path> inputs,
            Map<String, String> environment,
            boolean network,
            OutputStream log,
            BooleanSupplier cancelled) {
        BuildFailedException failed(String problem, @Nullable Throwable cause) {
            return new BuildFailedException(dref, command + " " + problem, null, cause);
        }
    }

    /** Returns what was enforced for the program when it has succeeded. */
    String run(Program program) {
        if (program.command().isEmpty()) {
            throw program.failed("is no command", null);
        }
        if (program.cancelled().getAsBoolean()) {
            throw new RealizeCancelledException(program.command() + " of " + program.dref() + " was cancelled");
        }
        Path executable = find(program);
        Optional<BuildRunner> confined = runner.get();
        return confined.isPresent()
                ? runConfined(confined.get(), program, executable)
                : runAsChild(program, executable);
    }

    private static Path find(Program program) {
        String name = program.command().get(0);
        if (name.indexOf('/') >= 0) {
            return program.folder().resolve(name).normalize();
        }
        for (Path folder : FOLDERS) {
            if (Files.isExecutable(folder.resolve(name))) {
                return folder.resolve(name);
            }
        }
        throw program.failed("is not on this machine: there is no " + name + " in " + PATH, null);
    }

    private String runConfined(BuildRunner confined, Program program, Path executable) {
        List<String> command = program.command();
        BuildStep.Builder step = BuildStep.builder(program.dref().toString(), executable, program.output())
                .arguments(command.subList(1, command.size()))
                .workingFolder(program.folder())
                .network(program.network())
                .timeLimit(timeLimit)
                .outputBytes(OUTPUT_BYTES);
        program.inputs().forEach(step::input);
        environment(program).forEach(step::environment);
        BuildResult result;
        try {
            result = confined.run(step.build());
        } catch (BuildRunnerException e) {
            throw program.failed("could not be run: " + e.getMessage(), e);
        }
        write(program, result);
        switch (result.outcome()) {
            case SUCCEEDED -> {
                return describe(result.confinement());
            }
            case CANCELLED ->
                throw new RealizeCancelledException(program.command() + " of " + program.dref() + " was cancelled");
            case TIMEOUT -> throw program.failed("took longer than " + timeLimit, null);
            default -> throw program.failed("ended with " + result.status() + last(result.output()), null);
        }
    }

    private static String describe(ConfinementReport report) {
        List<String> missing = report.controls().stream()
                .filter(control -> !control.enforced())
                .map(ConfinementReport.Control::name)
                .toList();
        return missing.isEmpty() ? "confined" : "confined, but not: " + String.join(", ", missing);
    }

    private String runAsChild(Program program, Path executable) {
        List<String> command = new ArrayList<>(program.command());
        command.set(0, executable.toString());
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(program.folder().toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment(program));
        Process process;
        try {
            process = builder.start();
            process.getOutputStream().close();
        } catch (IOException e) {
            throw program.failed("could not be started: " + e.getMessage(), e);
        }
        ProcessTree tree = new ProcessTree(
                process, BuildFolder.OUT + "=" + program.environment().get(BuildFolder.OUT));
        Tail tail = new Tail(program.log(), 4 * TAIL);
        Thread reader = new Thread(() -> copy(process, tail), "luarium-store-output");
        reader.setDaemon(true);
        reader.start();
        try {
            try {
                await(process, program);
            } finally {
                tree.kill();
            }
            // Whoever could still write is dead, so the end of the output comes at once
            reader.join(TimeUnit.SECONDS.toMillis(DRAIN_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RealizeCancelledException(program.command() + " of " + program.dref() + " was cancelled");
        }
        if (process.exitValue() != 0) {
            throw program.failed("ended with exit code " + process.exitValue() + last(tail.text()), null);
        }
        return "not confined: there is no BuildRunner";
    }

    private void await(Process process, Program program) throws InterruptedException {
        long deadline = System.nanoTime() + timeLimit.toNanos();
        while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
            if (program.cancelled().getAsBoolean()) {
                throw new RealizeCancelledException(program.command() + " of " + program.dref() + " was cancelled");
            }
            if (System.nanoTime() - deadline > 0) {
                throw program.failed("took longer than " + timeLimit, null);
            }
        }
    }

    /** Reads on where the log cannot be written: a program must not hang because a disk is full. */
    private static void copy(Process process, Tail tail) {
        try (InputStream output = process.getInputStream()) {
            try {
                output.transferTo(tail);
            } catch (IOException e) {
                output.transferTo(OutputStream.nullOutputStream());
            }
        } catch (IOException e) {
            // it was killed, which who waits for it knows
        }
    }

    private static Map<String, String> environment(Program program) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("PATH", PATH);
        environment.put("HOME", program.folder().toString());
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("TZ", "UTC");
        environment.put("SOURCE_DATE_EPOCH", "1");
        environment.putAll(program.environment());
        return environment;
    }

    private static void write(Program program, BuildResult result) {
        byte[] output = result.output().getBytes(StandardCharsets.UTF_8);
        try {
            if (result.outputBytes() > OUTPUT_BYTES) {
                String lost = "[" + (result.outputBytes() - OUTPUT_BYTES) + " bytes left out]\n";
                program.log().write(lost.getBytes(StandardCharsets.UTF_8));
            }
            program.log().write(output);
        } catch (IOException e) {
            throw program.failed("left no log: " + e.getMessage(), e);
        }
    }

    private static String last(String output) {
        String stripped = output.strip();
        String end = stripped.length() <= TAIL ? stripped : "…" + stripped.substring(stripped.length() - TAIL);
        return end.isEmpty() ? "" : "; it wrote: " + end;
    }
}
