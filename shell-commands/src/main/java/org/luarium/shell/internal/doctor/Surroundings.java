// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.doctor;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.luarium.isolate.Diagnosis;

/** The Java, the variables and the terminal of this process. */
final class Surroundings {
    private static final int FIRST = 17;
    private static final int NARROW = 80;

    private Surroundings() {}

    static Diagnosis java(int feature, Path home) {
        String found = feature + " of " + home;
        if (feature < FIRST) {
            return Layer.JAVA.missing(found, "set JAVA_HOME to Java 17 or newer");
        }
        boolean complete =
                Stream.of("bin/java", "bin/java.exe").anyMatch(name -> Files.isExecutable(home.resolve(name)));
        return complete
                ? Layer.JAVA.ok(found)
                : Layer.JAVA.degraded(
                        found + " has no bin/java: no extensions in Java and no engine embedded-jvm",
                        "run Luarium on a JDK or JRE that is complete");
    }

    /** Java heeds properties, where other programs heed variables. */
    static Diagnosis proxy(Map<String, String> variables, @Nullable String host) {
        if (host != null && !host.isEmpty()) {
            return Layer.PROXY.ok(host + ", by https.proxyHost");
        }
        Optional<String> ignored = Stream.of("https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY", "all_proxy")
                .filter(name -> !variables.getOrDefault(name, "").isEmpty())
                .findFirst();
        return ignored.map(
                        name -> Layer.PROXY.degraded(
                                name + " is set, which Java does not heed",
                                "LUARIUM_JAVA_OPTS='-Dhttps.proxyHost=HOST -Dhttps.proxyPort=PORT' if packages are fetched through it"))
                .orElseGet(() -> Layer.PROXY.ok("none"));
    }

    /**
     * What a person sees with.
     *
     * @param columns its width, 0 if that is unknown
     * @param colour whether colours are used
     */
    static Diagnosis terminal(Charset encoding, String type, int columns, boolean colour) {
        List<String> objections = new ArrayList<>();
        if (!encoding.equals(StandardCharsets.UTF_8)) {
            objections.add("its encoding is " + encoding + ": LC_ALL=C.UTF-8");
        }
        if (type.isEmpty() || type.startsWith("dumb")) {
            objections.add("it has no abilities: set TERM to what it is, such as xterm-256color");
        }
        if (columns > 0 && columns < NARROW) {
            objections.add("it is " + columns + " columns wide, and tables want 80: widen it");
        }
        String detail =
                encoding + (columns > 0 ? ", " + columns + " columns" : "") + ", colours " + (colour ? "on" : "off");
        return objections.isEmpty()
                ? Layer.TERMINAL.ok(detail)
                : Layer.TERMINAL.degraded(detail, String.join("; ", objections));
    }
}
