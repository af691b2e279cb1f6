// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.luarium.benchmarks.measure.Commands;
import org.luarium.benchmarks.measure.Workshop;
import org.luarium.benchmarks.rows.Setting;

/** Starts the JVMs in which rows are measured. */
final class Children {
    private static final String NOBODY = "65534";

    private final Workshop workshop;
    private final Options options;

    Children(Workshop workshop, Options options) {
        this.workshop = workshop;
        this.options = options;
    }

    /**
     * Has one measure something.
     *
     * @param what the arguments that say what
     * @param lines told each line that it prints
     * @return what went wrong
     */
    Optional<String> run(Setting setting, List<String> jvmOptions, List<String> what, Consumer<String> lines)
            throws IOException, InterruptedException {
        Optional<List<String>> prefix = prefix(setting);
        if (prefix.isEmpty()) {
            return Optional.of("was not measured under " + setting + ", this machine cannot do it");
        }
        List<String> command = new ArrayList<>(prefix.get());
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(jvmOptions);
        command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=error");
        command.addAll(List.of("-cp", classPath(setting), Main.class.getName()));
        command.addAll(what);
        command.addAll(options.forChild(setting, workshop.folder()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lines.accept(line);
            }
        }
        return process.waitFor() == 0 ? Optional.empty() : Optional.of("failed under " + setting + ", see above");
    }

    private static Optional<List<String>> prefix(Setting setting) throws IOException {
        return switch (setting) {
            case PLAIN -> Optional.of(List.of());
            case ONE_CORE -> Commands.find("taskset").map(tool -> List.of(tool.toString(), "-c", "0"));
            case UNPRIVILEGED ->
                root()
                        ? Commands.find("setpriv")
                                .map(tool -> List.of(
                                        tool.toString(), "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"))
                        : Optional.empty();
        };
    }

    private static boolean root() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }

    /** The class path, for a foreign user as a copy that it can read. */
    private String classPath(Setting setting) throws IOException {
        String own = System.getProperty("java.class.path");
        if (setting != Setting.UNPRIVILEGED) {
            return own;
        }
        Path copies = Files.createDirectories(workshop.file("classes"));
        Path jar = Path.of(own);
        List<Path> sources = new ArrayList<>(List.of(jar));
        try (var library = Files.list(jar.resolveSibling("lib"))) {
            library.forEach(sources::add);
        }
        List<String> paths = new ArrayList<>();
        for (Path source : sources) {
            Path copy = copies.resolve(source.getFileName());
            if (!Files.exists(copy)) {
                Files.copy(source, copy);
            }
            paths.add(copy.toString());
        }
        return String.join(":", paths);
    }
}
