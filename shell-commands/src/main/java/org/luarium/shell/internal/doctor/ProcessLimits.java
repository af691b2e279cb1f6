// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.luarium.isolate.Diagnosis;

/**
 * What the system allows this JVM.
 *
 * @param process lines of {@code /proc/self/limits}
 * @param folder that of its control group, version 2
 */
record ProcessLimits(List<String> process, Path folder) {
    private static final Pattern OPEN_FILES = Pattern.compile("Max open files +(\\S+) .*");
    private static final Pattern PROCESSES = Pattern.compile("Max processes +(\\S+) .*");
    private static final long FEW_FILES = 1024;
    private static final long NO_FILES = 128;
    private static final long FEW_PROCESSES = 512;
    private static final long NO_PROCESSES = 64;
    private static final long LITTLE_MEMORY = 512L << 20;

    static ProcessLimits ofMachine() {
        return new ProcessLimits(lines(Path.of("/proc/self/limits")), group(lines(Path.of("/proc/self/cgroup"))));
    }

    private static Path group(List<String> groups) {
        Path root = Path.of("/sys/fs/cgroup");
        return groups.stream()
                .filter(line -> line.startsWith("0::/"))
                .map(line -> root.resolve(line.substring("0::/".length())))
                .filter(Files::isDirectory)
                .findFirst()
                .orElse(root);
    }

    List<Diagnosis> diagnose() {
        List<Diagnosis> findings = new ArrayList<>();
        if (!process.isEmpty()) {
            findings.add(openFiles(soft(OPEN_FILES)));
            findings.add(processes(Math.min(soft(PROCESSES), number("pids.max"))));
            findings.add(memory(number("memory.max")));
        }
        return findings;
    }

    private static Diagnosis openFiles(long most) {
        Layer layer = Layer.OPEN_FILES;
        String remedy = "ulimit -n 65536, or LimitNOFILE= of the service";
        String detail = "at most " + text(most);
        return most < NO_FILES
                ? layer.missing(detail, remedy)
                : most < FEW_FILES ? layer.degraded(detail, remedy) : layer.ok(detail);
    }

    private static Diagnosis processes(long most) {
        Layer layer = Layer.PROCESSES;
        String remedy = "ulimit -u 4096, or TasksMax= of the service, or --pids-limit of the container";
        String detail = "at most " + text(most) + " with all threads, of which a VM takes 1";
        return most < NO_PROCESSES
                ? layer.missing(detail, remedy)
                : most < FEW_PROCESSES ? layer.degraded(detail, remedy) : layer.ok(detail);
    }

    private static Diagnosis memory(long most) {
        Layer layer = Layer.MEMORY;
        return most < LITTLE_MEMORY
                ? layer.degraded(
                        "at most " + (most >> 20) + " MiB for this JVM and all VMs",
                        "give the container or service 1 GiB; the kernel kills processes where it ends")
                : layer.ok(most == Long.MAX_VALUE ? "no limit for all together" : "at most " + (most >> 20) + " MiB");
    }

    private long soft(Pattern pattern) {
        return process.stream()
                .map(pattern::matcher)
                .filter(Matcher::matches)
                .map(matcher -> parse(matcher.group(1)))
                .findFirst()
                .orElse(OptionalLong.empty())
                .orElse(Long.MAX_VALUE);
    }

    private long number(String file) {
        List<String> lines = lines(folder.resolve(file));
        return lines.isEmpty() ? Long.MAX_VALUE : parse(lines.get(0)).orElse(Long.MAX_VALUE);
    }

    private static OptionalLong parse(String text) {
        return text.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }

    private static String text(long most) {
        return most == Long.MAX_VALUE ? "any number" : Long.toString(most);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of(); // Other systems, or no such control
        }
    }
}
