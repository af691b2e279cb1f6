// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.process;

import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.luarium.isolate.ExitStatus;

/** What the children of all spawners have in common: a start that is answered later, and an end that is reported. */
abstract class SpawnedProcess implements ChildProcess {
    private final CompletableFuture<ExitStatus> exit;
    private final Instant started = Instant.now();
    private volatile CompletableFuture<Long> reply;

    /** @param reply its pid, once it runs */
    SpawnedProcess(CompletableFuture<Long> reply, CompletableFuture<ExitStatus> exit) {
        this.reply = reply;
        this.exit = exit;
    }

    /** Sets what tells its pid, where that was not known at first. */
    final void start(CompletableFuture<Long> starting) {
        reply = starting;
    }

    /** 0 for one that never ran, which may turn out while this waits. */
    @Override
    public final long pid() {
        try {
            return reply.join();
        } catch (CompletionException neverRan) {
            return 0;
        }
    }

    @Override
    public final void checkStarted() throws IOException {
        if (reply.isCompletedExceptionally()) {
            Spawner.await(reply);
        }
    }

    @Override
    public final void awaitStart() throws IOException {
        Spawner.await(reply);
    }

    @Override
    public final Instant started() {
        return started;
    }

    @Override
    public final String linkKind() {
        return "fifo";
    }

    @Override
    public final CompletableFuture<ExitStatus> exit() {
        return exit;
    }
}
