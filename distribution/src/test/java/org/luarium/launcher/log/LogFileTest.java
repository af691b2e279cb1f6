// SPDX-License-Identifier: Apache-2.0
package org.luarium.launcher.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogFileTest {
    @TempDir
    private Path directory;

    @Test
    void appendsAndIsPrivate() throws IOException {
        Path file = directory.resolve("a.log");
        new LogFile(file, 1000).append("one\n");
        new LogFile(file, 1000).append("two ü\n");

        assertThat(file).hasContent("one\ntwo ü\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void staysWithinItsSize() throws IOException {
        LogFile log = new LogFile(directory.resolve("a.log"), 1000);
        for (int i = 0; i < 1000; i++) {
            log.append("record number %04d\n".formatted(i));
        }

        long size;
        try (Stream<Path> files = Files.list(directory)) {
            size = files.mapToLong(LogFileTest::size).sum();
        }
        assertThat(size).isBetween(2000L, 3100L);
        assertThat(directory.resolve("a.log.1")).content().contains("record");
    }

    @Test
    void losesNothingYoungWhenSeveralThreadsWrite() throws Exception {
        Path file = directory.resolve("a.log");
        LogFile log = new LogFile(file, 4000);
        List<Thread> writers = new ArrayList<>();
        for (int writer = 0; writer < 4; writer++) {
            String name = "writer " + writer;
            writers.add(new Thread(() -> {
                for (int i = 0; i < 50; i++) {
                    log.append(name + " record " + i + "\n");
                }
            }));
        }
        writers.forEach(Thread::start);
        for (Thread writer : writers) {
            writer.join();
        }

        assertThat(Files.readString(file)).isNotEmpty().endsWith("\n");
        List<String> lines = new ArrayList<>();
        for (String name : List.of("a.log", "a.log.1")) {
            if (Files.exists(directory.resolve(name))) {
                lines.addAll(Files.readAllLines(directory.resolve(name)));
            }
        }
        assertThat(lines).allMatch(line -> line.matches("writer \\d record \\d+"));
        assertThat(lines.stream().filter(line -> line.endsWith("record 49"))).hasSize(4);
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
