// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.program;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.luarium.core.internal.process.ChildProcess;
import org.luarium.core.internal.process.ProcessStat;
import org.luarium.isolate.ConfinementReport;
import org.luarium.isolate.ExitStatus;
import org.luarium.isolate.IsolateInfo;
import org.luarium.isolate.IsolateUsage;
import org.luarium.isolate.IsolatedProgram;
import org.luarium.isolate.ProgramConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A program that has greeted. */
final class RunningProgram implements IsolatedProgram, OutputPump.Source {
    static final int KEPT_OUTPUT = 64 << 10;

    private static final Logger log = LoggerFactory.getLogger(RunningProgram.class);
    private static final long END_MILLIS = 5000;
    private static final long OUTPUT_MILLIS = 2000;
    private static final long LAST_WORDS_MILLIS = 500;
    private static final long READER_MILLIS = 200;

    private final ProgramConfig config;
    private final ChildProcess child;
    private final Surroundings surroundings;
    private final OutputPump pump;
    private final Consumer<RunningProgram> closed;
    private final CompletableFuture<ExitStatus> exit;
    private final KeptOutput kept = new KeptOutput(KEPT_OUTPUT);
    private final AtomicBoolean closing = new AtomicBoolean();
    private volatile @Nullable LinkInput input;
    private volatile @Nullable Consumer<byte[]> listener;

    /**
     * Takes over a child.
     *
     * @param surroundings what it was given, to be taken back in the end
     * @param pump what takes its output
     * @param closed told when nothing of it is left
     */
    RunningProgram(
            ProgramConfig config,
            ChildProcess child,
            Surroundings surroundings,
            OutputPump pump,
            Consumer<RunningProgram> closed) {
        this.config = config;
        this.child = child;
        this.surroundings = surroundings;
        this.pump = pump;
        this.closed = closed;
        pump.add(this);
        exit = child.exit()
                .thenCompose(status -> pump.flush(this)
                        .completeOnTimeout(null, LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS)
                        .thenApply(taken -> status));
    }

    ProgramConfig config() {
        return config;
    }

    ChildProcess child() {
        return child;
    }

    /** Whether it was closed, or is about to be. */
    boolean isClosed() {
        return closing.get();
    }

    /** Called once it has greeted, before anybody else has it. */
    void connect() throws IOException {
        child.connected();
        input = new LinkInput(child.input());
    }

    @Override
    public InputStream input() {
        LinkInput connected = input;
        if (connected == null) {
            throw new IllegalStateException("the program has not greeted");
        }
        return connected;
    }

    @Override
    public OutputStream output() {
        return child.output();
    }

    @Override
    public byte[] takeOutput() {
        synchronized (kept) {
            if (listener != null) {
                return new byte[0];
            }
            // Who has seen the end wants the last words, which the pump may not have taken yet.
            for (byte[] raw = child.takeRaw(); raw.length > 0 && !closing.get(); raw = child.takeRaw()) {
                kept.add(raw);
            }
            return kept.take();
        }
    }

    @Override
    public long lostOutput() {
        return kept.lost();
    }

    @Override
    public void onOutput(Consumer<byte[]> receiver) {
        synchronized (kept) {
            listener = receiver;
        }
    }

    @Override
    public boolean pump() {
        byte[] taken;
        Consumer<byte[]> receiver;
        synchronized (kept) {
            receiver = listener;
            taken = receiver == null ? new byte[0] : kept.take();
            if (taken.length == 0) {
                taken = child.takeRaw();
                if (receiver == null && taken.length > 0) {
                    kept.add(taken);
                }
            }
        }
        if (receiver != null && taken.length > 0) {
            try {
                receiver.accept(taken);
            } catch (RuntimeException e) {
                log.warn("The listener to the output of program {} failed", config.name(), e);
            }
        }
        return taken.length > 0;
    }

    @Override
    public void terminate() {
        child.terminate();
    }

    @Override
    public void kill() {
        child.kill();
    }

    @Override
    public IsolateUsage usage() {
        if (child.exited()) {
            return IsolateUsage.NONE;
        }
        long cpu = Math.max(0, ProcessStat.cpuNanos(child.pid()));
        return new IsolateUsage(Duration.ofNanos(cpu), ProcessStat.residentBytes(child.pid()));
    }

    @Override
    public IsolateInfo info() {
        return new IsolateInfo(
                config.name(),
                config.kind(),
                child.pid(),
                child.started(),
                child.linkKind(),
                Optional.ofNullable(child.exited() ? child.exit().getNow(ExitStatus.UNKNOWN) : null));
    }

    @Override
    public ConfinementReport confinement() {
        return surroundings.report();
    }

    @Override
    public CompletionStage<ExitStatus> onExit() {
        return exit.minimalCompletionStage();
    }

    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        child.kill();
        boolean ended = await(child.exit(), END_MILLIS);
        LinkInput reading = input;
        if (reading != null) {
            reading.end();
        }
        surroundings.killRest();
        if (!await(pump.finish(this), OUTPUT_MILLIS)) {
            log.warn("The listener to the output of program {} does not return", config.name());
        }
        if (reading != null) {
            release(reading);
        }
        if (ended) {
            surroundings.takeBack();
        } else {
            log.error(
                    "Program {}: process {} does not end, so its folders stay as they are", config.name(), child.pid());
        }
        child.dispose();
        closed.accept(this);
    }

    /** The end of the program ends a read, unless a process holds the other end that it has started. */
    private void release(LinkInput reading) {
        if (!reading.awaitReaders(READER_MILLIS)) {
            child.releaseReader();
            if (!reading.awaitReaders(READER_MILLIS)) {
                log.warn("Program {}: a thread reads its link and does not return", config.name());
            }
        }
    }

    /** Waits also where the thread was interrupted, since what is left would be left for good. */
    private static boolean await(Future<?> event, long millis) {
        boolean interrupted = false;
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        try {
            while (true) {
                try {
                    event.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
                    return true;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (TimeoutException e) {
                    return false;
                } catch (ExecutionException e) {
                    return true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
