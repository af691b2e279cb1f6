// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.luarium.extension.ExtensionSpec;
import org.luarium.extensions.internal.child.Main;
import org.luarium.extensions.internal.segment.Place;
import org.luarium.isolate.ProgramConfig;

/** How a child JVM is started: on the JDK that this one runs on. */
final class JavaCommand {
    private final Path java;
    private final Set<Path> readable;
    private final Path runtime;

    JavaCommand(Path runtime) throws IOException {
        this.runtime = runtime;
        Path home = Path.of(System.getProperty("java.home")).toRealPath();
        java = home.resolve("bin").resolve("java").toRealPath();
        readable = files(home);
    }

    /** The home of the JDK, and where links in it lead. */
    private static Set<Path> files(Path home) throws IOException {
        Set<Path> found = new TreeSet<>();
        found.add(home);
        for (String folder : List.of("conf", "lib")) {
            try (Stream<Path> files = Files.walk(home.resolve(folder), 3)) {
                for (Path link : files.filter(Files::isSymbolicLink).toList()) {
                    if (Files.exists(link) && !link.toRealPath().startsWith(home)) {
                        found.add(link.toRealPath().getParent());
                    }
                }
            }
        }
        return found;
    }

    ProgramConfig config(ExtensionSpec spec, String name, List<Path> classPath, Path folder, List<Place> shared)
            throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "-Xmx" + (spec.memoryBytes() >> 10) + "k",
                "-XX:MaxDirectMemorySize=" + (spec.memoryBytes() >> 10) + "k",
                "-Xss512k",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-XX:-UsePerfData",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:+DisableAttachMechanism",
                "-Djava.io.tmpdir=" + (spec.scratchBytes() > 0 ? "/tmp" : folder),
                "-Duser.home=" + folder));
        spec.debugPort()
                .ifPresent(port -> arguments.add(
                        "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:" + port));
        arguments.addAll(List.of(
                "-cp",
                runtime.toString(),
                Main.class.getName(),
                Integer.toString(spec.frameBytes()),
                Long.toString(spec.callTime().toMillis()),
                Integer.toString(spec.callsInFlight()),
                Integer.toString(spec.threads())));
        ProgramConfig.Builder config = ProgramConfig.builder("extension-" + name, java)
                .kind("java")
                .arguments(arguments)
                .environment("LANG", "C.UTF-8")
                .mode(spec.mode())
                .network(spec.network())
                .subprocesses(false)
                .processes(spec.processes())
                .openFiles(spec.openFiles())
                .scratchBytes(spec.scratchBytes())
                .startTime(spec.startTime())
                .writable(folder)
                .workingFolder(folder)
                .readable(runtime);
        readable.forEach(config::readable);
        for (Place place : shared) {
            config.readable(place.readable()).writable(place.writable());
        }
        classPath.forEach(config::readable);
        for (Path each : spec.readable()) {
            config.readable(real(each));
        }
        for (Path each : spec.writable()) {
            config.writable(real(each));
        }
        spec.cpuTime().ifPresent(config::cpuTime);
        return config.build();
    }

    /** Where a path leads, which has to be something that a description may name. */
    private static Path real(Path path) throws IOException {
        Path real = path.toRealPath();
        if (!real.equals(path)) {
            ExtensionSpec.java("real").readable(real);
        }
        return real;
    }
}
