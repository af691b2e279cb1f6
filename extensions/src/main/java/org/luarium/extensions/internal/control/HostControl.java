// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.control;

import org.jspecify.annotations.Nullable;
import org.luarium.extension.spi.OneWay;

/** What a child tells the host. */
public interface HostControl {
    /** Tells about an event, and goes on. */
    @OneWay
    void emit(String event, @Nullable Object payload);

    /** Tells about an event and waits until it was heard. */
    void emitStrictly(String event, @Nullable Object payload);

    /**
     * Writes to the log of the host.
     *
     * @param level the name of a {@code System.Logger.Level}
     * @param message the text
     * @param trace the stack trace that belongs to it, or nothing
     */
    @OneWay
    void log(String level, String message, String trace);
}
