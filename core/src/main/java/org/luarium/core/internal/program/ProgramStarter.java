// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.program;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.luarium.core.internal.confine.Job;
import org.luarium.core.internal.confine.JobPlan;
import org.luarium.core.internal.confine.JobPlanner;
import org.luarium.core.internal.process.ChildProcess;
import org.luarium.core.internal.process.LaunchSpec;
import org.luarium.core.internal.process.ProcessLauncher;
import org.luarium.core.internal.process.SpawnerGoneException;
import org.luarium.isolate.ExitStatus;
import org.luarium.isolate.IsolateStartException;
import org.luarium.isolate.ProgramConfig;

/** Starts programs and waits for their greeting, which is the first byte that they write to their link. */
final class ProgramStarter {
    private static final int LOOK_MILLIS = 1;
    private static final int LONGEST_TAIL = 4096;
    private static final int SHOWN_TAIL = 400;

    private final ProcessLauncher launcher;
    private final JobPlanner planner;
    private final OutputPump pump;

    ProgramStarter(ProcessLauncher launcher, JobPlanner planner, OutputPump pump) {
        this.launcher = launcher;
        this.planner = planner;
        this.pump = pump;
    }

    /**
     * Starts a program.
     *
     * @param unwanted whether nobody waits for it any more
     * @param closed told when nothing of it is left
     */
    RunningProgram start(ProgramConfig config, BooleanSupplier unwanted, Consumer<RunningProgram> closed) {
        if (!Files.isExecutable(config.program())) {
            throw failure(config, "there is no such program", "", null);
        }
        Surroundings surroundings;
        try {
            JobPlan plan = planner.plan(Job.of(config, RunningProgram.KEPT_OUTPUT));
            surroundings = new Surroundings(plan, config.writable(), launcher.trial());
        } catch (IOException e) {
            throw failure(config, String.valueOf(e.getMessage()), "", e);
        }
        ChildProcess child;
        try {
            surroundings.give();
            child = launch(config, surroundings.plan());
        } catch (IOException | IllegalArgumentException e) {
            surroundings.takeBack();
            throw failure(config, String.valueOf(e.getMessage()), "", e);
        }
        RunningProgram program = new RunningProgram(config, child, surroundings, pump, closed);
        try {
            awaitGreeting(config, child, unwanted);
            String flaw = surroundings.plan().flaw(child.pid());
            if (!flaw.isEmpty()) {
                throw new IOException("it is not confined as it should be: " + flaw);
            }
            program.connect();
            return program;
        } catch (IOException e) {
            byte[] said = program.takeOutput();
            program.close();
            throw failure(config, String.valueOf(e.getMessage()), text(said), e);
        }
    }

    /** The spawner may have been killed a moment ago; the next one does it. */
    private ChildProcess launch(ProgramConfig config, JobPlan plan) throws IOException {
        try {
            return launchOnce(config, plan);
        } catch (SpawnerGoneException e) {
            return launchOnce(config, plan);
        }
    }

    private ChildProcess launchOnce(ProgramConfig config, JobPlan plan) throws IOException {
        ChildProcess child = launcher.launch(
                new LaunchSpec(config.name(), config.command(), List.of(), plan.environment(), plan.cage()));
        try {
            child.awaitStart();
            return child;
        } catch (IOException e) {
            child.dispose();
            throw e;
        }
    }

    private static void awaitGreeting(ProgramConfig config, ChildProcess child, BooleanSupplier unwanted)
            throws IOException {
        long began = System.nanoTime();
        long limit = config.startTime().toNanos();
        while (child.input().available() == 0) {
            if (child.exited() && child.input().available() == 0) {
                throw new IOException("it ended with " + child.exit().getNow(ExitStatus.UNKNOWN)
                        + " before it had written to its link");
            }
            if (System.nanoTime() - began > limit) {
                throw new IOException("it has written nothing to its link within " + config.startTime());
            }
            if (unwanted.getAsBoolean()) {
                throw new IOException("the isolate manager was stopped meanwhile");
            }
            try {
                child.exit().get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("the thread that waited for it was interrupted");
            } catch (TimeoutException e) {
                // It lives, and has something to say or not.
            } catch (ExecutionException e) {
                throw new IOException(e);
            }
        }
    }

    private static String text(byte[] output) {
        int from = Math.max(0, output.length - LONGEST_TAIL);
        return new String(output, from, output.length - from, StandardCharsets.UTF_8).strip();
    }

    private static IsolateStartException failure(
            ProgramConfig config, String why, String said, @Nullable Exception cause) {
        String last = said.length() <= SHOWN_TAIL ? said : "…" + said.substring(said.length() - SHOWN_TAIL);
        return new IsolateStartException(
                config.name(),
                "program " + config.name() + " was not started (" + config.program() + "): " + why
                        + (last.isEmpty() ? "" : "; it wrote: " + last)
                        + "; it sees the folders of the system and what it is given",
                said,
                cause);
    }
}
