// SPDX-License-Identifier: Apache-2.0
package org.luarium.extension;

import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/** Hears of events of an extension. */
@ConsumerType
@FunctionalInterface
public interface EventListener {
    /**
     * An event was emitted. Called for one event after the other; what it throws is written to the log, or thrown in an extension that is strict about events.
     *
     * @param event its name
     * @param payload what came with it: null, boolean, number, text, bytes, {@code List} or {@code Map}
     */
    void heard(String event, @Nullable Object payload);
}
