// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.luarium.core.internal.cage.Ids;
import org.luarium.core.internal.confine.GivenFolder;
import org.luarium.core.internal.confine.Job;
import org.luarium.core.internal.confine.JobPlan;
import org.luarium.core.internal.confine.JobPlanner;
import org.luarium.core.internal.process.ChildProcess;
import org.luarium.core.internal.process.Folders;
import org.luarium.core.internal.process.LaunchSpec;
import org.luarium.core.internal.process.ProcessLauncher;
import org.luarium.core.internal.process.SpawnerGoneException;
import org.luarium.core.internal.process.Trial;
import org.luarium.isolate.ExitStatus;
import org.luarium.store.spi.BuildOutputException;
import org.luarium.store.spi.BuildResult;
import org.luarium.store.spi.BuildResult.Outcome;
import org.luarium.store.spi.BuildStartException;
import org.luarium.store.spi.BuildStep;

/** One run of a step, on the thread that calls {@link #perform}; any thread may cancel it. */
final class Run {
    private static final int QUIET_MILLIS = 5;
    private static final int BUSY_MILLIS = 1;
    private static final int CHUNKS_AT_ONCE = 64;
    private static final long END_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int SIGKILL = 9;

    private final BuildStep step;
    private final ProcessLauncher launcher;
    private final JobPlanner planner;
    private final Tail tail;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private volatile boolean cancelled;
    private @Nullable Outcome stopped; // of the thread that performs, as all that follows
    private long killedNanos;
    private boolean interrupted;

    Run(BuildStep step, ProcessLauncher launcher, JobPlanner planner) {
        this.step = step;
        this.launcher = launcher;
        this.planner = planner;
        tail = new Tail(step.outputBytes());
    }

    BuildStep step() {
        return step;
    }

    /** Completed when nothing of the step is left. */
    CompletableFuture<Void> done() {
        return done;
    }

    void cancel() {
        cancelled = true;
    }

    BuildResult perform() {
        JobPlan plan = plan();
        try {
            return perform(plan);
        } finally {
            Folders.delete(plan.folder());
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private JobPlan plan() {
        if (!Files.isExecutable(Path.of(step.command().get(0)))) {
            throw notStarted("there is no such program", null);
        }
        try {
            return planner.plan(Job.of(step));
        } catch (IOException e) {
            throw notStarted(String.valueOf(e.getMessage()), e);
        }
    }

    private BuildResult perform(JobPlan plan) {
        GivenFolder output = new GivenFolder(step.output());
        Ids owner = plan.user().isPresent() ? plan.host() : null;
        if (plan.user().isPresent()) {
            int user = plan.user().getAsInt();
            try {
                output.give(new Ids(user, user));
            } catch (IOException e) {
                takeBackQuietly(output, owner, e);
                throw failed("cannot be given to it", e);
            }
        }
        long began = System.nanoTime();
        ChildProcess child;
        try {
            child = launch(plan);
        } catch (IOException | IllegalArgumentException e) {
            takeBackQuietly(output, owner, e);
            throw notStarted(String.valueOf(e.getMessage()), e);
        }
        try {
            String flaw = plan.flaw(child.pid());
            if (!flaw.isEmpty()) {
                cancelled = true;
            }
            ExitStatus status = await(child, began);
            long elapsed = System.nanoTime() - began;
            Optional<Trial> trial = launcher.trial();
            if (trial.isPresent()) {
                plan.killRest(trial.get());
            }
            drain(child);
            output.takeBack(owner);
            if (!plan.apart()) {
                new GivenFolder(plan.folder()).takeBack(owner);
            }
            if (!flaw.isEmpty()) {
                throw notStarted("it is not confined as it should be: " + flaw, null);
            }
            return new BuildResult(
                    step.name(),
                    outcome(status),
                    status,
                    tail.text(),
                    tail.total(),
                    Duration.ofNanos(elapsed),
                    plan.report());
        } catch (IOException e) {
            throw failed("cannot be taken back", e);
        } finally {
            child.dispose();
        }
    }

    /** The spawner may have been killed a moment ago; the next one does it. */
    private ChildProcess launch(JobPlan plan) throws IOException {
        try {
            return launchOnce(plan);
        } catch (SpawnerGoneException e) {
            return launchOnce(plan);
        }
    }

    private ChildProcess launchOnce(JobPlan plan) throws IOException {
        ChildProcess child =
                launcher.launch(LaunchSpec.plain(step.name(), step.command(), plan.environment(), plan.cage()));
        try {
            child.awaitStart();
            return child;
        } catch (IOException e) {
            child.dispose();
            throw e;
        }
    }

    private ExitStatus await(ChildProcess child, long began) throws IOException {
        long limit = step.timeLimit().toNanos();
        while (true) {
            boolean wrote = drain(child);
            long now = System.nanoTime();
            if (stopped == null && (cancelled || now - began > limit)) {
                stopped = cancelled ? Outcome.CANCELLED : Outcome.TIMEOUT;
                killedNanos = now;
                child.kill();
            } else if (stopped != null && now - killedNanos > END_NANOS) {
                throw new IOException("its processes were killed and do not end");
            }
            ExitStatus status = look(child, wrote ? BUSY_MILLIS : QUIET_MILLIS);
            if (status != null) {
                return status;
            }
        }
    }

    /** Waits a little for its end. Returns null while it runs. */
    private @Nullable ExitStatus look(ChildProcess child, int millis) throws IOException {
        try {
            return child.exit().get(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
            cancelled = true;
            return null;
        } catch (TimeoutException e) {
            return null;
        } catch (ExecutionException e) {
            throw new IOException(e);
        }
    }

    private boolean drain(ChildProcess child) {
        for (int chunks = 0; chunks < CHUNKS_AT_ONCE; chunks++) {
            byte[] raw = child.takeRaw();
            if (raw.length == 0) {
                return chunks > 0;
            }
            tail.add(raw);
        }
        return true;
    }

    private Outcome outcome(ExitStatus status) {
        if (stopped != null && status.signal().orElse(0) == SIGKILL) {
            return stopped;
        }
        return status.code().orElse(-1) == 0 ? Outcome.SUCCEEDED : Outcome.FAILED;
    }

    private static void takeBackQuietly(GivenFolder output, @Nullable Ids owner, Exception problem) {
        try {
            output.takeBack(owner);
        } catch (IOException e) {
            problem.addSuppressed(e);
        }
    }

    private BuildStartException notStarted(String why, @Nullable Exception cause) {
        return new BuildStartException(
                step.name(),
                "build step " + step.name() + " was not started ("
                        + step.command().get(0) + "): " + why
                        + "; a step sees the folders of the system, its inputs and its output",
                cause);
    }

    private BuildOutputException failed(String what, IOException cause) {
        return new BuildOutputException(
                step.name(),
                step.output(),
                "the output folder of build step " + step.name() + " " + what + ": " + cause.getMessage() + "; remove "
                        + step.output(),
                cause);
    }
}
