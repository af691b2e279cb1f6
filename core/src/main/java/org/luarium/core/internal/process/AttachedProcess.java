// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.process;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.zeroturnaround.exec.ProcessExecutor;
import org.zeroturnaround.exec.StartedProcess;
import org.zeroturnaround.exec.stream.ExecuteStreamHandler;

/** A tool started by zt-exec without any environment, whose streams we use ourselves: without the pumps, which would cost two threads and half the speed. */
final class AttachedProcess implements SpawnerLink {
    private static final Duration END = Duration.ofSeconds(2);

    private final Process process;
    private final OutputStream output;
    private final InputStream input;

    private AttachedProcess(Process process, Streams streams) {
        this.process = process;
        this.output = streams.toProcess();
        this.input = streams.fromProcess();
    }

    static AttachedProcess start(String... command) throws IOException {
        Streams streams = new Streams();
        ProcessExecutor executor =
                new ProcessExecutor(command).redirectErrorStream(false).streams(streams);
        // Null takes a variable away. What it does not have, nobody reads in /proc.
        System.getenv().keySet().forEach(name -> executor.environment(name, null));
        try {
            StartedProcess started = executor.start();
            return new AttachedProcess(started.getProcess(), streams);
        } catch (IOException e) {
            // The library's own message lists all those names.
            throw e.getCause() instanceof IOException cause ? cause : e;
        }
    }

    @Override
    public OutputStream output() {
        return output;
    }

    @Override
    public InputStream input() {
        return input;
    }

    @Override
    public void close() throws IOException {
        try {
            output.close();
        } finally {
            awaitEnd(END);
            process.destroyForcibly();
        }
    }

    private void awaitEnd(Duration most) {
        try {
            process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Streams implements ExecuteStreamHandler {
        private @Nullable OutputStream stdin;
        private @Nullable InputStream stdout;

        @Override
        public void setProcessInputStream(OutputStream stream) {
            stdin = stream;
        }

        @Override
        public void setProcessErrorStream(@Nullable InputStream stream) throws IOException {
            if (stream != null) {
                stream.close();
            }
        }

        @Override
        public void setProcessOutputStream(InputStream stream) {
            stdout = stream;
        }

        @Override
        public void start() {}

        @Override
        public void stop() {}

        OutputStream toProcess() {
            return requireNonNull(stdin);
        }

        InputStream fromProcess() {
            return requireNonNull(stdout);
        }
    }
}
