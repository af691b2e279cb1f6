// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.build;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.luarium.core.internal.confine.JobPlanner;
import org.luarium.core.internal.process.ProcessLauncher;
import org.luarium.store.spi.BuildResult;
import org.luarium.store.spi.BuildRunner;
import org.luarium.store.spi.BuildStartException;
import org.luarium.store.spi.BuildStep;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs build steps: each on the thread that waits for it, which reads its output and looks at the clock. Thread-safe. */
public final class Builds implements BuildRunner, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Builds.class);
    private static final int WAITING_STEPS = 10_000;
    private static final int IDLE_SECONDS = 10;
    private static final int CLOSE_SECONDS = 15;

    private final ProcessLauncher launcher;
    private final JobPlanner planner;
    private final Set<Run> running = ConcurrentHashMap.newKeySet();
    private final ThreadPoolExecutor workers;
    private volatile boolean closed;

    /**
     * Creates it.
     *
     * @param launcher what starts processes; closed by its owner, after this
     * @param planner what says how steps are confined
     */
    public Builds(ProcessLauncher launcher, JobPlanner planner) {
        this.launcher = launcher;
        this.planner = planner;
        AtomicInteger number = new AtomicInteger();
        int size = Runtime.getRuntime().availableProcessors();
        workers = new ThreadPoolExecutor(
                size, size, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(WAITING_STEPS), task -> {
                    Thread thread = new Thread(task, "luarium-build-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        workers.allowCoreThreadTimeOut(true);
    }

    @Override
    public BuildResult run(BuildStep step) {
        return run(new Run(step, launcher, planner));
    }

    private BuildResult run(Run run) {
        running.add(run);
        try {
            if (closed) {
                throw stopped(run.step());
            }
            return run.perform();
        } finally {
            running.remove(run);
            run.done().complete(null);
        }
    }

    private static BuildStartException stopped(BuildStep step) {
        return new BuildStartException(
                step.name(), "build step " + step.name() + " was not started: the runner is stopped", null);
    }

    @Override
    public CompletableFuture<BuildResult> runAsync(BuildStep step) {
        Run run = new Run(step, launcher, planner);
        CompletableFuture<BuildResult> result = new CompletableFuture<>();
        CompletableFuture<BuildResult> unused = result.whenComplete((value, error) -> run.cancel());
        try {
            workers.execute(() -> complete(result, run));
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(new BuildStartException(
                    step.name(),
                    "build step " + step.name() + " was not started: " + WAITING_STEPS
                            + " others wait, or the runner is stopped",
                    e));
        }
        return result;
    }

    private void complete(CompletableFuture<BuildResult> result, Run run) {
        if (result.isDone()) {
            return;
        }
        try {
            result.complete(run(run));
        } catch (RuntimeException | Error e) {
            result.completeExceptionally(e);
        }
    }

    /** Kills all steps and waits, bounded, until their folders are back. */
    @Override
    public void close() {
        closed = true;
        // Those that wait begin and find out at once.
        workers.shutdown();
        List<Run> last = List.copyOf(running);
        last.forEach(Run::cancel);
        CompletableFuture<Void> all =
                CompletableFuture.allOf(last.stream().map(Run::done).toArray(CompletableFuture<?>[]::new));
        try {
            all.get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | CompletionException | TimeoutException e) {
            log.warn("Build steps do not end", e);
        }
    }
}
