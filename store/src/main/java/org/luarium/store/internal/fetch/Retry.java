// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.fetch;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An attempt failed in a way that may be better next time. */
final class Retry extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Optional<Duration> asked;

    Retry(String problem, Optional<Duration> asked, @Nullable Throwable cause) {
        super(problem, cause);
        this.asked = asked;
    }

    String problem() {
        return String.valueOf(getMessage());
    }

    /** How long the server asks to wait. */
    Optional<Duration> asked() {
        return asked;
    }
}
