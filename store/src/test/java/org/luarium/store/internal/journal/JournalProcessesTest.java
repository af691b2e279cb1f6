// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.store.internal.journal.JournalState.Tail;

@Timeout(60)
final class JournalProcessesTest {
    private static final int MANY = 1_000_000_000;

    @TempDir
    Path folder;

    @Test
    void crash121_twoProcessesAppendAtOnceAndNoRecordIsLost() throws Exception {
        Path path = folder.resolve("journal");
        Journal.create(path, List.of());
        try (Journal journal = Journal.open(path, false)) {
            Numbers numbers = new Numbers();
            Process one = start("one", 5000);
            Process two = start("two", 5000);
            while (one.isAlive() || two.isAlive()) {
                assertThat(journal.poll(numbers).isCorrupt()).isFalse(); // read without the lock
            }

            assertThat(journal.poll(numbers).tail()).isEqualTo(Tail.NONE);
            assertThat(numbers.next).isEqualTo(Map.of("one", 5000, "two", 5000));
        }
    }

    @Test
    void processThatIsKilledWhileItAppendsHarmsNobody() throws Exception {
        Path path = folder.resolve("journal");
        Journal.create(path, List.of());
        Numbers numbers = new Numbers();
        try (Journal journal = Journal.open(path, true)) {
            for (int i = 0; i < 3; i++) {
                String name = "killed" + i;
                Process process = start(name, MANY);
                while (numbers.next.getOrDefault(name, 0) < 500) {
                    assertThat(journal.poll(numbers).isCorrupt()).isFalse();
                    assertThat(process.isAlive()).isTrue();
                }
                process.destroyForcibly().waitFor();
                journal.append(List.of(("me " + i + " ").getBytes(UTF_8)));
                assertThat(journal.poll(numbers).tail()).isEqualTo(Tail.NONE);
            }
        }
        assertThat(numbers.next).containsEntry("me", 3);
    }

    private Process start(String name, int count) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(List.of(
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                AppendMain.class.getName(),
                folder.toString(),
                name,
                String.valueOf(count)));
        return new ProcessBuilder(command).inheritIO().start();
    }

    /** Checks that the numbers of every writer come without a gap. */
    private static final class Numbers implements JournalListener {
        final Map<String, Integer> next = new TreeMap<>();

        @Override
        public void restarted() {
            next.clear();
        }

        @Override
        public void record(long position, ByteBuffer payload) {
            String[] parts = UTF_8.decode(payload).toString().split(" ", -1);
            int expected = next.getOrDefault(parts[0], 0);
            assertThat(Integer.parseInt(parts[1])).isEqualTo(expected);
            next.put(parts[0], expected + 1);
        }
    }
}
