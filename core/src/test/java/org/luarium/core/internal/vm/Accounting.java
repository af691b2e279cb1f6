// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Counts what a host of VMs takes from this machine: threads, descriptors, processes, files. */
public record Accounting(int threads, int descriptors, Set<Long> processes, Set<Path> files) {
    private static final Path PROC = Path.of("/proc");

    /** Takes stock of this JVM, its descendants and a folder. */
    public static Accounting of(Path folder) {
        return new Accounting(
                threadCount(),
                entries(PROC.resolve("self/fd")).size(),
                descendants(ProcessHandle.current().pid()),
                tree(folder));
    }

    /** Waits, bounded, until no more is taken than before. */
    public static void assertBackAt(Accounting before, Path folder) {
        Awaitility.await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
            Accounting now = of(folder);
            assertThat(now.processes()).isSubsetOf(before.processes());
            assertThat(now.files()).isEqualTo(before.files());
            assertThat(now.descriptors()).isLessThanOrEqualTo(before.descriptors());
            assertThat(now.threads()).isLessThanOrEqualTo(before.threads());
        });
    }

    /** Waits, bounded, until no more processes, descriptors and files are there than before, whatever their names. */
    static void assertBackInNumber(Accounting before, Path folder) {
        Awaitility.await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
            Accounting now = of(folder);
            assertThat(now.processes())
                    .hasSizeLessThanOrEqualTo(before.processes().size());
            assertThat(now.files()).hasSizeLessThanOrEqualTo(before.files().size());
            assertThat(now.descriptors()).isLessThanOrEqualTo(before.descriptors());
        });
    }

    /** Threads of Java, without those of the test itself and those that the JDK keeps for a while. */
    static int threadCount() {
        return (int) Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> !name.startsWith("awaitility") && !name.equals("process reaper"))
                .count();
    }

    /** All processes that a process is the ancestor of. */
    public static Set<Long> descendants(long ancestor) {
        List<long[]> all = new ArrayList<>();
        for (Path entry : entries(PROC)) {
            String name = entry.getFileName().toString();
            if (name.chars().allMatch(Character::isDigit)) {
                long parent = parent(entry);
                if (parent >= 0) {
                    all.add(new long[] {Long.parseLong(name), parent});
                }
            }
        }
        Set<Long> found = new TreeSet<>(Set.of(ancestor));
        boolean more = true;
        while (more) {
            more = false;
            for (long[] each : all) {
                more |= found.contains(each[1]) && found.add(each[0]);
            }
        }
        found.remove(ancestor);
        return found;
    }

    private static long parent(Path process) {
        try {
            String stat = Files.readString(process.resolve("stat"), java.nio.charset.StandardCharsets.ISO_8859_1);
            return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 4).split(" ", 2)[0]);
        } catch (IOException | RuntimeException e) {
            return -1;
        }
    }

    /** Whether a process runs: it is there and no zombie. */
    public static boolean runs(long pid) {
        try {
            String stat = Files.readString(PROC.resolve(pid + "/stat"), java.nio.charset.StandardCharsets.ISO_8859_1);
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException e) {
            return false;
        }
    }

    private static List<Path> entries(Path folder) {
        try (Stream<Path> list = Files.list(folder)) {
            return list.toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Set<Path> tree(Path folder) {
        while (Files.exists(folder)) {
            try (Stream<Path> list = Files.walk(folder)) {
                return list.collect(Collectors.toCollection(TreeSet::new));
            } catch (IOException | java.io.UncheckedIOException e) {
                // Something was deleted while we looked.
                Thread.onSpinWait();
            }
        }
        return Set.of();
    }
}
