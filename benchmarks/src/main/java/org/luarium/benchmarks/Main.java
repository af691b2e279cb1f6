// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.luarium.benchmarks.curve.Curve;
import org.luarium.benchmarks.curve.Plot;
import org.luarium.benchmarks.curve.Point;
import org.luarium.benchmarks.curve.Svg;
import org.luarium.benchmarks.measure.Finding;
import org.luarium.benchmarks.measure.Machine;
import org.luarium.benchmarks.measure.Workshop;
import org.luarium.benchmarks.rows.Context;
import org.luarium.benchmarks.rows.Row;
import org.luarium.benchmarks.rows.Setting;

/**
 * Runs rows or growth curves, each in a JVM of its own so that none inherits the heap, the files or the compiled code of another, and
 * prints one table, or one for each curve.
 */
public final class Main {
    private static final String USAGE = """
            usage: luarium-benchmarks [--rows NAME,...] [--curves NAME,...] [--vms N] [--product JAR] [--markdown FILE]
              --rows      only these rows
              --curves    no rows but these growth curves; "all" for all of them
              --vms       how many VMs live at once in the row "live", 1000 by default
              --product   the executable jar, distribution/target/luarium.jar by default
              --markdown  puts the table into this document too; curves are drawn in the folder "plots" beside it
            """;

    private static final String PLOTS = "plots";

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
        } else if (options.curves().isEmpty()) {
            rows(options);
        } else {
            curves(options);
        }
    }

    /** The child: one row under one setting, or one curve, its findings as lines. */
    private static void measure(Options options) throws Exception {
        Context context = new Context(
                Workshop.existing(options.workshop().orElseThrow()),
                options.setting(),
                options.vms(),
                options.product());
        if (options.curves().isEmpty()) {
            for (Finding finding : options.rows().get(0).measure(context)) {
                System.out.println(
                        finding.withPrefix(options.setting().prefix()).toLine());
            }
        } else {
            options.curves().get(0).measure(context, point -> System.out.println(point.toLine()));
        }
    }

    private static void rows(Options options) throws Exception {
        List<String> facts = Machine.facts();
        List<Finding> findings = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        try (Workshop workshop = Workshop.create()) {
            Children children = new Children(workshop, options);
            for (Row row : options.rows()) {
                for (Setting setting : row.settings()) {
                    System.err.println(row.name() + " " + setting);
                    int before = findings.size();
                    children.run(
                                    setting,
                                    row.jvmOptions(),
                                    List.of("--rows", row.name()),
                                    line -> Finding.parse(line).ifPresent(findings::add))
                            .ifPresent(problem -> problems.add(row.name() + ": " + problem));
                    if (findings.size() == before) {
                        problems.add(row.name() + ": there is no figure under " + setting);
                    }
                }
            }
        }
        Report report = new Report(facts, findings, problems);
        System.out.print(report.text());
        if (options.markdown().isPresent()) {
            new Document(options.markdown().get()).fill("figures", report.markdown());
        }
    }

    private static void curves(Options options) throws Exception {
        StringBuilder tables = new StringBuilder();
        Machine.facts().forEach(fact -> tables.append("- ").append(fact).append('\n'));
        tables.append('\n');
        try (Workshop workshop = Workshop.create()) {
            Children children = new Children(workshop, options);
            for (Curve curve : options.curves()) {
                System.err.println(curve.name());
                List<Point> points = new ArrayList<>();
                Optional<String> problem = children.run(
                        Setting.PLAIN,
                        curve.jvmOptions(),
                        List.of("--curves", curve.name()),
                        line -> Point.parse(line).ifPresent(points::add));
                for (Plot plot : curve.plots()) {
                    tables.append(plot.markdown(points, PLOTS));
                    if (options.markdown().isPresent()) {
                        Path folder = options.markdown().get().resolveSibling(PLOTS);
                        Files.writeString(
                                Files.createDirectories(folder).resolve(plot.name() + ".svg"), Svg.draw(plot, points));
                    }
                }
                problem.ifPresent(text -> tables.append("It ").append(text).append(".\n\n"));
            }
        }
        System.out.print(tables);
        if (options.markdown().isPresent()) {
            new Document(options.markdown().get()).fill("curves", tables.toString());
        }
    }
}
