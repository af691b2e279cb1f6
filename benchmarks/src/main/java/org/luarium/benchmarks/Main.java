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
import org.luarium.benchmarks.measure.Commands;
import org.luarium.benchmarks.measure.Finding;
import org.luarium.benchmarks.measure.Machine;
import org.luarium.benchmarks.measure.Workshop;
import org.luarium.benchmarks.rows.Context;
import org.luarium.benchmarks.rows.Row;
import org.luarium.benchmarks.rows.Setting;

/**
 * Runs the rows, each in a JVM of its own so that none inherits the heap, the files or the compiled code of another, and prints one
 * table.
 */
public final class Main {
    private static final String USAGE = """
            usage: luarium-benchmarks [--rows NAME,...] [--vms N] [--product JAR] [--markdown FILE]
              --rows      only these rows
              --vms       how many VMs live at once in the row "live", 1000 by default
              --product   the executable jar, distribution/target/luarium.jar by default
              --markdown  puts the table into this document too
            """;

    private Main() {}

    public static void main(String[] arguments) throws Exception {
        Options options;
        try {
            options = Options.parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n" + USAGE);
            System.exit(2);
            return;
        }
        if (options.child()) {
            measure(options);
        } else {
            run(options);
        }
    }

    /** The child: one row under one setting, its findings as lines. */
    private static void measure(Options options) throws Exception {
        Row row = options.rows().get(0);
        Context context = new Context(
                Workshop.existing(options.workshop().orElseThrow()),
                options.setting(),
                options.vms(),
                options.product());
        for (Finding finding : row.measure(context)) {
            System.out.println(finding.withPrefix(options.setting().prefix()).toLine());
        }
    }

    private static void run(Options options) throws Exception {
        List<String> facts = Machine.facts();
        List<Finding> findings = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        try (Workshop workshop = Workshop.create()) {
            Children children = new Children(workshop, options);
            for (Row row : options.rows()) {
                for (Setting setting : row.settings()) {
                    System.err.println(row.name() + " " + setting);
                    children.run(row, setting, findings, problems);
                }
            }
        }
        Report report = new Report(facts, findings, problems);
        System.out.print(report.text());
        if (options.markdown().isPresent()) {
            report.writeInto(options.markdown().get());
        }
    }

    /** Starts the JVMs in which rows are measured. */
    private static final class Children {
        private static final String NOBODY = "65534";

        private final Workshop workshop;
        private final Options options;

        Children(Workshop workshop, Options options) {
            this.workshop = workshop;
            this.options = options;
        }

        void run(Row row, Setting setting, List<Finding> findings, List<String> problems)
                throws IOException, InterruptedException {
            Optional<List<String>> prefix = prefix(setting);
            if (prefix.isEmpty()) {
                problems.add(row.name() + ": not measured under " + setting + ", this machine cannot do it");
                return;
            }
            List<String> command = new ArrayList<>(prefix.get());
            command.add(ProcessHandle.current().info().command().orElse("java"));
            command.addAll(row.jvmOptions());
            command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=error");
            command.addAll(List.of("-cp", classPath(setting), Main.class.getName()));
            command.addAll(options.forChild(row, setting, workshop.folder()));
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            int before = findings.size();
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    Finding.parse(line).ifPresent(findings::add);
                }
            }
            if (process.waitFor() != 0) {
                problems.add(row.name() + ": failed under " + setting + ", see above");
            } else if (findings.size() == before) {
                problems.add(row.name() + ": there is nothing to measure here");
            }
        }

        private static Optional<List<String>> prefix(Setting setting) throws IOException {
            return switch (setting) {
                case PLAIN -> Optional.of(List.of());
                case ONE_CORE -> Commands.find("taskset").map(tool -> List.of(tool.toString(), "-c", "0"));
                case UNPRIVILEGED ->
                    root()
                            ? Commands.find("setpriv")
                                    .map(tool -> List.of(
                                            tool.toString(),
                                            "--reuid=" + NOBODY,
                                            "--regid=" + NOBODY,
                                            "--clear-groups"))
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
}
