// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.rows;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipFile;
import org.luarium.benchmarks.measure.Commands;
import org.luarium.benchmarks.measure.Finding;
import org.luarium.benchmarks.measure.Goal;
import org.luarium.benchmarks.measure.MinimalFelix;
import org.luarium.benchmarks.measure.Samples;
import org.luarium.benchmarks.measure.Unit;
import org.luarium.core.internal.process.Folders;

/**
 * The unpacked zip from the command line to its first result, and to its prompt, beside a Felix without bundles. In turns, and the medians count: what a person
 * waits for is the usual case and not the best.
 */
final class StartRow implements Row {
    private static final int ROUNDS = 11;
    private static final long END_SECONDS = 20;
    private static final String PROMPT = "luarium> ";
    private static final String AGAINST = "a minimal Felix";

    @Override
    public String name() {
        return "start";
    }

    @Override
    public List<Finding> measure(Context context) throws Exception {
        if (context.product().isEmpty()) {
            return List.of();
        }
        Path target = requireNonNull(context.product().get().toAbsolutePath().getParent(), "a folder");
        Path folder = Files.createTempDirectory("luarium-start");
        try {
            Path script = unpack(target, folder);
            String home = folder.resolve("home").toString();
            String[] felix = {
                java(),
                "-cp",
                target.resolve("luarium-launcher.jar") + ":" + System.getProperty("java.class.path"),
                MinimalFelix.class.getName(),
                folder.resolve("storage").toString()
            };
            String[] execute = {script.toString(), "--home", home, "execute", "return 2 + 2"};
            List<Long> floor = new ArrayList<>();
            List<Long> scripts = new ArrayList<>();
            List<Long> shells = new ArrayList<>();
            // The first round makes the archives of classes.
            for (int round = 0; round <= ROUNDS; round++) {
                long bare = toEnd("started", felix);
                long first = toEnd("4", execute);
                long shell = toPrompt(script.toString(), "--home", home);
                if (round > 0) {
                    floor.add(bare);
                    scripts.add(first);
                    shells.add(shell);
                }
            }
            return List.of(
                    finding("`bin/luarium execute 'return 2 + 2'`", scripts, floor, 1.3),
                    finding("`bin/luarium`, the shell, until its prompt", shells, floor, 2.5));
        } finally {
            Folders.delete(folder);
        }
    }

    private static Finding finding(String work, List<Long> ours, List<Long> floor, double goal) {
        return new Finding(
                work, Unit.TIME, median(ours), AGAINST, median(floor), Goal.ratioAtMost(goal), "medians of " + ROUNDS);
    }

    private static double median(List<Long> nanos) {
        return Samples.of(nanos.stream().mapToLong(Long::longValue).toArray()).median();
    }

    private static Path unpack(Path target, Path folder) throws Exception {
        Path zip;
        try (var files = Files.list(target)) {
            zip = files.filter(file -> file.getFileName().toString().matches("luarium-.*\\.zip"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("there is no luarium-….zip in " + target));
        }
        try (var source = new ZipFile(zip.toFile())) {
            for (var entry : Collections.list(source.entries())) {
                Path file = folder.resolve(entry.getName()).normalize();
                if (!file.startsWith(folder)) {
                    throw new IOException(zip + " has an entry outside of it: " + entry.getName());
                }
                if (!entry.isDirectory()) {
                    Files.createDirectories(file.getParent());
                    try (InputStream content = source.getInputStream(entry)) {
                        Files.copy(content, file);
                    }
                }
            }
        }
        try (var found = Files.walk(folder)) {
            Path script = found.filter(file -> file.endsWith("bin/luarium"))
                    .findFirst()
                    .orElseThrow();
            if (!script.toFile().setExecutable(true)) {
                throw new IOException(script + " cannot be made executable");
            }
            return script;
        }
    }

    private static long toEnd(String expected, String... command) throws Exception {
        long began = System.nanoTime();
        String output = Commands.run(command);
        long took = System.nanoTime() - began;
        if (!output.equals(expected)) {
            throw new IOException("expected " + expected + " but got: " + output);
        }
        return took;
    }

    private static long toPrompt(String... command) throws Exception {
        long began = System.nanoTime();
        Process shell = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            StringBuilder seen = new StringBuilder();
            byte[] buffer = new byte[4096];
            InputStream output = shell.getInputStream();
            while (seen.indexOf(PROMPT) < 0) {
                int count = output.read(buffer);
                if (count < 0) {
                    throw new IOException("the shell ended without a prompt: " + seen);
                }
                seen.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
            }
            long took = System.nanoTime() - began;
            shell.getOutputStream().close();
            if (!shell.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("the shell did not end with its input");
            }
            return took;
        } finally {
            shell.destroyForcibly();
        }
    }

    private static String java() {
        return ProcessHandle.current().info().command().orElse("java");
    }
}
