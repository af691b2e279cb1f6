// SPDX-License-Identifier: Apache-2.0
package org.luarium.extension.spi;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** What belongs to one extension, inside its process. Thread-safe. */
@ProviderType
public interface ExtensionContext {
    /**
     * The name of the extension.
     *
     * @return as the host knows it
     */
    String name();

    /**
     * How often the process of the extension was started, this time included.
     *
     * @return 1 or more
     */
    int generation();

    /**
     * The settings that the host gave.
     *
     * @return immutable
     */
    Map<String, String> settings();

    /**
     * A folder that the extension may write to. Empty when its process starts, and deleted after its end.
     *
     * @return an absolute path
     */
    Path folder();

    /**
     * A service of the host that was granted to this extension. There is one instance, for the host and all extensions.
     *
     * @param type its interface
     * @param <T> its interface
     * @return the service; calls fail while the host has none
     * @throws NotGrantedException if the host does not grant it
     */
    <T> T service(Class<T> type);

    /**
     * Tells whoever listens in the host about something, in order.
     *
     * @param event the name of the event
     * @param payload any value that can be sent, or {@code null}
     * @throws ValueException if the payload cannot be sent
     * @throws UnheardEventException if the extension is strict about events and nobody listens
     */
    void emit(String event, @Nullable Object payload);

    /**
     * Where the extension writes what an operator should read. It arrives in the log of the host, with the name of the extension.
     *
     * @return a logger
     */
    System.Logger logger();

    /**
     * Allocates memory that this extension and the host share, and both may write to. Counts towards the shared memory of the extension until both have closed it.
     *
     * @param type what the numbers are
     * @param shape how many there are in each dimension
     * @return all zero; to be passed to the host, and closed
     * @throws SharedMemoryException if the extension may share no memory, or has too much already
     */
    SharedBuffer allocate(NumberType type, long... shape);

    /**
     * Says how values of a type are sent, and of its subtypes that have no mapper of their own; replaces what was said before. The host has to know the type too.
     *
     * @param type the type
     * @param mapper how
     * @param <T> the type
     */
    <T> void map(Class<T> type, ValueMapper<T, ?> mapper);
}
