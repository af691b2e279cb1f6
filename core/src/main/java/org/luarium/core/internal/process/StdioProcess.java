// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.luarium.isolate.ExitStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zeroturnaround.exec.ProcessExecutor;

/** A child that the JDK started. */
final class StdioProcess implements ChildProcess {
    private static final Logger log = LoggerFactory.getLogger(StdioProcess.class);
    private static final int RAW_CHUNK = 65_536;

    private final Process process;
    private final Instant started = Instant.now();
    private final OutputStream output;
    private final InputStream input;
    private final InputStream errors;
    private final CompletableFuture<ExitStatus> exit = new CompletableFuture<>();

    StdioProcess(Process process, boolean linked) throws IOException {
        this.process = process;
        output = process.getOutputStream();
        input = process.getInputStream();
        errors = linked ? process.getErrorStream() : input;
        if (!linked) {
            output.close();
        }
        CompletableFuture<Void> unused = process.onExit().thenAccept(ended -> exit.complete(status(ended.exitValue())));
    }

    /** The JDK reports a signal as 128 + n, as a shell does. */
    private static ExitStatus status(int value) {
        boolean signalled = value > 128 && value < 128 + 65;
        return new ExitStatus(
                signalled ? OptionalInt.empty() : OptionalInt.of(value),
                signalled ? OptionalInt.of(value - 128) : OptionalInt.empty(),
                Duration.ZERO,
                0);
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public Instant started() {
        return started;
    }

    @Override
    public String linkKind() {
        return "stdio";
    }

    @Override
    public InputStream input() {
        return input;
    }

    @Override
    public OutputStream output() {
        return output;
    }

    @Override
    public void connected() {}

    @Override
    public boolean rawWaiting() {
        try {
            return errors.available() > 0;
        } catch (IOException e) {
            log.trace("error output of {} is gone", process.pid(), e);
            return false;
        }
    }

    @Override
    public byte[] takeRaw() {
        try {
            int waiting = errors.available();
            if (waiting == 0) {
                return new byte[0];
            }
            // Not readNBytes: a FileInputStream asks for its position first, which a FIFO does not have.
            byte[] chunk = new byte[Math.min(waiting, RAW_CHUNK)];
            int count = errors.read(chunk);
            return count == chunk.length ? chunk : Arrays.copyOf(chunk, Math.max(0, count));
        } catch (IOException e) {
            log.debug("error output of {} is gone", process.pid(), e);
            return new byte[0];
        }
    }

    /** The JDK sends no SIGINT, so the tool of the platform does; without it the stop goes straight to the kill. */
    @Override
    public void interrupt() {
        if (exited()) {
            return;
        }
        try {
            new ProcessExecutor("kill", "-INT", Long.toString(process.pid()))
                    .timeout(1, TimeUnit.SECONDS)
                    .execute();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | java.util.concurrent.TimeoutException e) {
            log.debug("cannot interrupt {}", process.pid(), e);
        }
    }

    /** Process.destroy would close the streams, which the child might notice first. */
    @Override
    public void terminate() {
        process.toHandle().destroy();
    }

    @Override
    public void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    @Override
    public CompletableFuture<ExitStatus> exit() {
        return exit;
    }

    /** A pipe cannot be written from this end; the kill of the descendants has closed the other. */
    @Override
    public void releaseReader() {
        kill();
    }

    @Override
    public void dispose() {
        for (AutoCloseable stream : new AutoCloseable[] {output, input, errors}) {
            try {
                stream.close();
            } catch (Exception e) {
                log.debug("closing the streams of {}", process.pid(), e);
            }
        }
    }
}
