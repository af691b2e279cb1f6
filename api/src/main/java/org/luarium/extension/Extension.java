// SPDX-License-Identifier: Apache-2.0
package org.luarium.extension;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.luarium.extension.spi.NumberType;
import org.luarium.extension.spi.SharedBuffer;
import org.luarium.isolate.ConfinementReport;
import org.luarium.isolate.IsolateUsage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A loaded extension. Thread-safe.
 *
 * <p>Its services stay the same objects while its process is replaced. Their calls throw {@code org.osgi.framework.ServiceException} of type {@code REMOTE} when the process is gone, and
 * else what {@code org.luarium.extension.spi} has, or what the methods declare.
 */
@ProviderType
public interface Extension extends AutoCloseable {
    /**
     * Its name.
     *
     * @return as in its description
     */
    String name();

    /**
     * What is known of it now.
     *
     * @return a snapshot
     */
    ExtensionInfo info();

    /**
     * How it was described last.
     *
     * @return the description
     */
    ExtensionSpec spec();

    /**
     * The extension, as it is called.
     *
     * @param type one of the interfaces of its description
     * @param <T> the interface
     * @return the same object every time
     * @throws IllegalArgumentException if it does not have that interface
     */
    <T> T service(Class<T> type);

    /**
     * What it can be called by name with.
     *
     * @return names with the types of their parameters, of all interfaces in order; empty while there is no process
     */
    List<String> methods();

    /**
     * Calls a method of any of its interfaces by name, and waits for the result.
     *
     * @param method the name, or the name with the types of parameters: {@code add(int,int)}
     * @param arguments values that can be sent
     * @return null, boolean, {@code Long}, {@code Double}, {@code String}, bytes, {@code List} or {@code Map}
     * @throws org.luarium.extension.spi.CallFailedException if the call fails, or the method
     */
    @Nullable
    Object invoke(String method, @Nullable Object... arguments);

    /**
     * Calls a method of any of its interfaces by name.
     *
     * @param method the name, or the name with the types of parameters
     * @param arguments values that can be sent
     * @return completed with what {@link #invoke} gives; cancelling it cancels the call
     */
    CompletableFuture<@Nullable Object> invokeAsync(String method, @Nullable Object... arguments);

    /**
     * Allocates memory that the host shares with the process that runs now. Counts towards {@link ExtensionSpec#sharedBytes()} until both sides have closed it. A process that takes the place of this one does not see it.
     *
     * @param access whether the extension may write to it; the host may in any case
     * @param type what the numbers are
     * @param shape how many there are in each dimension
     * @return all zero; to be passed in calls, and closed
     * @throws org.luarium.extension.spi.SharedMemoryException if the extension may share no memory, or has too much already
     */
    SharedBuffer allocate(SharedAccess access, NumberType type, long... shape);

    /**
     * Hears of an event, also of processes that are started later.
     *
     * @param event the name of the event
     * @param listener hears of it
     * @return to be closed by whoever wants to hear no more
     */
    AutoCloseable onEvent(String event, EventListener listener);

    /**
     * Starts a new process with the same description and has it take the place of the one that runs, without losing a call: calls that run end in the old one. When the new one fails, the old one goes on. An extension that hands
     * its state over is not called meanwhile; one that may write to folders of the host is stopped first.
     *
     * @throws ExtensionException if there is no new process
     */
    void reload();

    /**
     * Does the same with another description.
     *
     * @param spec of the same name and kind, with the same interfaces at least
     * @throws ExtensionException if there is no new process
     * @throws IllegalArgumentException if the description is not one of this extension
     */
    void reload(ExtensionSpec spec);

    /**
     * Stops its process: asks it to, then signals, then kills. Its services go. It can be started again with {@link #reload()}. Does nothing if it is stopped.
     */
    void stop();

    /** Stops it and forgets it. Does nothing the second time. */
    @Override
    void close();

    /**
     * What is enforced for its process.
     *
     * @return the report of the process that runs; empty if there is none, or it is not isolated
     */
    Optional<ConfinementReport> confinement();

    /**
     * What its process uses now.
     *
     * @return a snapshot; nothing if there is no process of its own
     */
    IsolateUsage usage();

    /**
     * What its calls have cost.
     *
     * @return a line for each method that was called
     */
    List<MethodStatistics> statistics();

    /**
     * What its calls have cost together.
     *
     * @return one line whose method is empty
     */
    MethodStatistics totalStatistics();

    /**
     * The last of what its processes wrote to their standard and error output.
     *
     * @return at most 64 KiB
     */
    String output();
}
