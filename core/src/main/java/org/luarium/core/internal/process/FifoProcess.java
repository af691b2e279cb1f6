// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.luarium.isolate.ExitStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A child of the {@link Spawner}. */
final class FifoProcess extends SpawnedProcess {
    private static final Logger log = LoggerFactory.getLogger(FifoProcess.class);
    private static final int SIGINT = 2;
    private static final int SIGTERM = 15;

    private final Spawner spawner;
    private final FifoPipes pipes;
    private final FifoHolder holder;
    private final AtomicBoolean disposed = new AtomicBoolean();

    FifoProcess(Spawner spawner, CompletableFuture<Long> reply, FifoPipes pipes, CompletableFuture<ExitStatus> exit) {
        super(reply, exit);
        this.spawner = spawner;
        this.pipes = pipes;
        holder = new FifoHolder(pipes::fromChildPath);
    }

    @Override
    public InputStream input() {
        return pipes.fromChild();
    }

    @Override
    public OutputStream output() {
        return pipes.toChild();
    }

    @Override
    public void connected() throws IOException {
        pipes.connected();
    }

    @Override
    public boolean rawWaiting() {
        try {
            return !disposed.get() && pipes.rawWaiting();
        } catch (IOException e) {
            log.trace("raw output of {} is gone", pid(), e);
            return false;
        }
    }

    @Override
    public byte[] takeRaw() {
        try {
            return disposed.get() ? new byte[0] : pipes.takeRaw();
        } catch (IOException e) {
            log.debug("raw output of {} is gone", pid(), e);
            return new byte[0];
        }
    }

    @Override
    public boolean hungUp() {
        if (disposed.get() || exited() || holder.isHeldBy(pid())) {
            return false;
        }
        // It may be in the hands of a process that the child started, or /proc may be silent; the kernel knows.
        return spawner.isAtEnd(pipes.fromChildPath());
    }

    @Override
    public void interrupt() {
        if (!exited()) {
            spawner.signalAndWait((int) pid(), SIGINT);
        }
    }

    @Override
    public void terminate() {
        if (!exited()) {
            spawner.signalAndWait((int) pid(), SIGTERM);
        }
    }

    @Override
    public void kill() {
        // Its pid may be that of another child by now, which the spawner would not refuse to signal.
        if (!exited()) {
            spawner.kill((int) pid());
        }
    }

    @Override
    public void releaseReader() {
        try {
            pipes.releaseReader();
        } catch (IOException e) {
            log.debug("no reader of {} to release", pid(), e);
        }
    }

    @Override
    public void dispose() {
        if (disposed.compareAndSet(false, true)) {
            pipes.dispose();
        }
    }
}
