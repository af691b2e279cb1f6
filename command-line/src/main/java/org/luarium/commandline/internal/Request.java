// SPDX-License-Identifier: Apache-2.0
package org.luarium.commandline.internal;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** The launcher's request; the keys and types are the contract between the two. */
record Request(Map<String, Object> entries) {
    /** Value of {@link #VERB}. */
    static final String EXECUTE = "execute";
    /** A String: {@code execute}, {@code run} or {@code commands}. */
    static final String VERB = "verb";
    /** A {@code List<byte[]>}: the code; or the file and its arguments; or the commands. */
    static final String OPERANDS = "operands";
    /** An {@code AtomicReference<Runnable>}: set by the bundle to what stops the work, set by the launcher when it shall stop. */
    static final String STOP = "stop";

    String verb() {
        return required(VERB, String.class);
    }

    @SuppressWarnings("unchecked")
    List<byte[]> operands() {
        return required(OPERANDS, List.class);
    }

    @SuppressWarnings("unchecked")
    AtomicReference<Runnable> stop() {
        return required(STOP, AtomicReference.class);
    }

    Optional<String> text(String option) {
        return optional(option, String.class);
    }

    Optional<Duration> duration(String option) {
        return optional(option, Duration.class);
    }

    Optional<Long> bytes(String option) {
        return optional(option, Long.class);
    }

    boolean flag(String option) {
        return optional(option, Boolean.class).orElse(false);
    }

    private <T> T required(String key, Class<T> type) {
        return type.cast(requireNonNull(entries.get(key), key));
    }

    private <T> Optional<T> optional(String key, Class<T> type) {
        return Optional.ofNullable(entries.get(key)).map(type::cast);
    }
}
