// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.host;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.luarium.isolate.ConfinementReport;
import org.luarium.isolate.ExitStatus;
import org.luarium.isolate.IsolateUsage;
import org.luarium.isolate.IsolatedProgram;

/** A child JVM. */
record ProgramChild(IsolatedProgram program, CompletableFuture<String> end) implements Child {
    /** The kernel counts in ticks where it limits, and exactly where it tells. */
    private static final double NEARLY = 0.8;

    static ProgramChild of(IsolatedProgram program, Optional<Duration> cpuTime) {
        CompletableFuture<String> end = new CompletableFuture<>();
        program.onExit().thenAccept(status -> end.complete(text(status, cpuTime)));
        return new ProgramChild(program, end);
    }

    private static String text(ExitStatus status, Optional<Duration> cpuTime) {
        boolean used = status.signal().isPresent()
                && cpuTime.filter(most -> status.cpu().toMillis() >= most.toMillis() * NEARLY)
                        .isPresent();
        return used
                ? status + ", since its processor time of " + cpuTime.get() + " is used up; raise cpuTime"
                : status.toString();
    }

    @Override
    public InputStream input() {
        return program.input();
    }

    @Override
    public OutputStream output() {
        return program.output();
    }

    @Override
    public OptionalLong pid() {
        return OptionalLong.of(program.info().pid());
    }

    @Override
    public Optional<ConfinementReport> confinement() {
        return Optional.of(program.confinement());
    }

    @Override
    public IsolateUsage usage() {
        return program.usage();
    }

    @Override
    public void terminate() {
        program.terminate();
    }

    @Override
    public void close() {
        program.close();
    }
}
