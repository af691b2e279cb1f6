// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.descriptor;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.luarium.extension.ExtensionKind;
import org.luarium.extension.ExtensionSpecBuilder;
import org.luarium.extension.RestartPolicy;
import org.luarium.isolate.Confinement;

/** The keys of a descriptor besides {@code settings.*}, and what they do. {@link Descriptor} has the table for readers. */
enum Key {
    NAME("name"),
    KIND("kind"),
    INTERFACES("interfaces"),
    MAIN("main", (spec, value) -> spec.main(value.text())),
    JARS("jars"),
    DEPENDENCIES("dependencies", (spec, value) -> value.list().forEach(spec::dependency)),
    GRANTS("grants"),
    ENVIRONMENT("environment", (spec, value) -> spec.environment(value.text())),
    ENGINE("engine", (spec, value) -> spec.engine(value.text())),
    ISOLATED("isolated", (spec, value) -> spec.isolated(value.flag())),
    MODE("mode", (spec, value) -> spec.mode(value.choice(Confinement.Mode.class))),
    NETWORK("network", (spec, value) -> spec.network(value.flag())),
    READABLE("readable", (spec, value) -> value.absolutePaths().forEach(spec::readable)),
    WRITABLE("writable", (spec, value) -> value.absolutePaths().forEach(spec::writable)),
    MEMORY("memory", (spec, value) -> spec.memoryBytes(value.bytes())),
    SHARED("shared", (spec, value) -> spec.sharedBytes(value.bytes())),
    SCRATCH("scratch", (spec, value) -> spec.scratchBytes(value.bytes())),
    PROCESSES("processes", (spec, value) -> spec.processes(value.count())),
    OPEN_FILES("openFiles", (spec, value) -> spec.openFiles(value.count())),
    FRAME("frame", (spec, value) -> spec.frameBytes((int) Math.min(Integer.MAX_VALUE, value.bytes()))),
    CALLS_IN_FLIGHT("callsInFlight", (spec, value) -> spec.callsInFlight(value.count())),
    THREADS("threads", (spec, value) -> spec.threads(value.count())),
    CALL_TIME("callTime", (spec, value) -> spec.callTime(value.time())),
    START_TIME("startTime", (spec, value) -> spec.startTime(value.time())),
    STOP_TIME("stopTime", (spec, value) -> spec.stopTime(value.time())),
    RESTART("restart", (spec, value) -> spec.restart(value.choice(RestartPolicy.class))),
    STRICT_EVENTS("strictEvents", (spec, value) -> spec.strictEvents(value.flag()));

    static final String SETTINGS = "settings.";

    private static final Set<Key> NOT_FOR_JAVA = Set.of(ENVIRONMENT, ENGINE);
    private static final Set<Key> NOT_FOR_LUA = Set.of(DEPENDENCIES);

    /** What a key does to a description. */
    private interface Effect {
        void on(ExtensionSpecBuilder spec, Value value);
    }

    private final String text;

    @SuppressWarnings("ImmutableEnumChecker") // The lambdas above capture nothing
    private final Effect effect;

    /** One that takes more than its value. */
    Key(String text) {
        this(text, (spec, value) -> {});
    }

    Key(String text, Effect effect) {
        this.text = text;
        this.effect = effect;
    }

    String text() {
        return text;
    }

    static Optional<Key> of(String text) {
        return Arrays.stream(values()).filter(key -> key.text.equals(text)).findFirst();
    }

    /** All of them, for a message. */
    static String all() {
        return Stream.concat(Arrays.stream(values()).map(Key::text), Stream.of(SETTINGS + "*"))
                .collect(Collectors.joining(", "));
    }

    void apply(ExtensionSpecBuilder spec, ExtensionKind kind, Value value) {
        if ((kind == ExtensionKind.JAVA ? NOT_FOR_JAVA : NOT_FOR_LUA).contains(this)) {
            throw value.wrong("has no meaning for an extension of kind "
                    + kind.name().toLowerCase(Locale.ROOT) + "; leave it out");
        }
        try {
            effect.on(spec, value);
        } catch (IllegalArgumentException e) {
            // Those of the description name its accessors
            String message = String.valueOf(e.getMessage());
            throw message.startsWith(text + ":") ? e : value.wrong("cannot be: " + message);
        }
    }
}
