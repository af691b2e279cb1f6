// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.host;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.luarium.isolate.ConfinementReport;
import org.luarium.isolate.IsolateUsage;
import org.luarium.isolate.IsolatedProgram;

/** A child JVM. */
record ProgramChild(IsolatedProgram program, CompletableFuture<String> end) implements Child {
    static ProgramChild of(IsolatedProgram program) {
        CompletableFuture<String> end = new CompletableFuture<>();
        program.onExit().thenAccept(status -> end.complete(status.toString()));
        return new ProgramChild(program, end);
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
