// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.host;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.luarium.extension.SharedAccess;
import org.luarium.extension.spi.NumberType;
import org.luarium.extension.spi.SharedBuffer;
import org.luarium.extension.spi.SharedMemoryException;
import org.luarium.isolate.ConfinementReport;
import org.luarium.isolate.IsolateUsage;

/** One generation of an extension: a process, or what stands for it, that has loaded the code. Thread-safe. */
public interface Running extends AutoCloseable {
    /** What is called for an interface of the description. */
    Object service(Class<?> type);

    /** Names of the interfaces that it has. */
    List<String> interfaces();

    /** Names of their methods with the types of parameters. */
    List<String> methods();

    CompletableFuture<@Nullable Object> invoke(String method, List<?> arguments);

    boolean transfersState();

    byte[] snapshotState() throws Exception;

    void restoreState(byte[] state) throws Exception;

    /** Whether this thread serves one of its calls of the host, and so is waited for by it. */
    default boolean servesHere() {
        return false;
    }

    /** Completed with what has happened when it has ended, in whatever way. */
    CompletableFuture<String> end();

    /** Completed when it has ended and what it held is free. */
    CompletableFuture<@Nullable Void> released();

    /** Makes memory that the process shares. */
    default SharedBuffer allocate(SharedAccess access, NumberType type, long... shape) {
        throw new SharedMemoryException("extensions of this kind share no memory", null);
    }

    int pending();

    int lent();

    OptionalLong pid();

    Optional<ConfinementReport> confinement();

    IsolateUsage usage();

    /** Has it end: asks, signals, kills, with so much time in between; returns when it is gone. */
    void stop(Duration grace);

    /** Ends it at once. */
    @Override
    void close();
}
