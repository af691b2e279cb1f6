// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.program;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.luarium.core.internal.confine.JobPlanner;
import org.luarium.core.internal.process.ProcessLauncher;
import org.luarium.isolate.Isolate;
import org.luarium.isolate.IsolateStartException;
import org.luarium.isolate.ProgramConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All programs of this JVM. Thread-safe. */
public final class ProgramHost implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ProgramHost.class);
    private static final long CLOSE_SECONDS = 10;

    private final ProgramStarter starter;
    private final OutputPump pump = new OutputPump();
    private final Reservations reservations = new Reservations();
    private final Map<String, CompletableFuture<Void>> starting = new ConcurrentHashMap<>();
    private final Set<RunningProgram> programs = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * Creates it.
     *
     * @param launcher what starts processes; closed by its owner, after this
     * @param planner what says how programs are confined
     */
    public ProgramHost(ProcessLauncher launcher, JobPlanner planner) {
        starter = new ProgramStarter(launcher, planner, pump);
    }

    /** Programs that end with one owner. */
    public OwnedPrograms owned() {
        return new OwnedPrograms(this);
    }

    /**
     * Starts a program.
     *
     * @param unwanted whether nobody waits for it any more
     */
    RunningProgram start(ProgramConfig config, BooleanSupplier unwanted) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        if (closed) {
            throw new IllegalStateException("the isolate manager is stopped; get the service again");
        }
        if (starting.putIfAbsent(config.name(), done) != null) {
            throw taken(config);
        }
        try {
            if (lives(config.name())) {
                throw taken(config);
            }
            return startAlone(config, unwanted);
        } finally {
            starting.remove(config.name());
            done.complete(null);
        }
    }

    private RunningProgram startAlone(ProgramConfig config, BooleanSupplier unwanted) {
        String problem = reservations.reserve(config).orElse("");
        if (!problem.isEmpty()) {
            throw new IsolateStartException(
                    config.name(),
                    "program " + config.name() + " was not started: " + problem + "; give each a folder of its own",
                    "",
                    null);
        }
        RunningProgram program;
        try {
            program = starter.start(config, () -> closed || unwanted.getAsBoolean(), this::forget);
        } catch (RuntimeException | Error e) {
            reservations.release(config);
            throw e;
        }
        programs.add(program);
        if (closed) {
            program.close();
            throw new IllegalStateException(
                    "the isolate manager was stopped while program " + config.name() + " started");
        }
        return program;
    }

    private boolean lives(String name) {
        return programs.stream()
                .anyMatch(program ->
                        program.config().name().equals(name) && !program.child().exited());
    }

    private static IsolateStartException taken(ProgramConfig config) {
        return new IsolateStartException(
                config.name(),
                "program " + config.name()
                        + " was not started: another of that name lives; close it, or take another name",
                "",
                null);
    }

    /** Called when nothing of a program is left. */
    private void forget(RunningProgram program) {
        if (programs.remove(program)) {
            reservations.release(program.config());
        }
    }

    /** The programs that live. */
    public List<Isolate> isolates() {
        return programs.stream()
                .filter(program -> !program.child().exited())
                .map(Isolate.class::cast)
                .toList();
    }

    static void closeAll(Iterable<RunningProgram> some) {
        // Killing all before waiting for any makes the end of many take as long as the end of one.
        some.forEach(RunningProgram::kill);
        some.forEach(RunningProgram::close);
    }

    @Override
    public void close() {
        closed = true;
        CompletableFuture<Void> all = CompletableFuture.allOf(starting.values().toArray(CompletableFuture<?>[]::new));
        try {
            all.get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            log.warn("Programs that were about to start do not end", e);
        }
        closeAll(List.copyOf(programs));
        pump.close();
    }
}
