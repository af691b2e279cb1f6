// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.verb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.luarium.vm.OutputListener.Stream;

final class TaskOutputTest {
    private final TaskOutput output = new TaskOutput();

    private void print(String text) {
        output.output(Stream.STDOUT, text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void givesLinesThatCameInPieces() throws Exception {
        List<String> heard = new ArrayList<>();
        print("one\ntw");
        AutoCloseable follower = output.follow(heard::add);
        assertThat(heard).containsExactly("one");

        print("o\nthree\nfo");
        output.end();
        follower.close();
        print("five\n");

        assertThat(heard).containsExactly("one", "two", "three", "fo");
        assertThat(output.text()).isEqualTo("one\ntwo\nthree\nfo\nfive\n");
    }

    @Test
    void keepsTheEndOfTooMuch() {
        String line = "é".repeat(500);
        for (int i = 0; i < 1_000; i++) {
            print(i + line + "\n");
        }

        assertThat(output.text().getBytes(StandardCharsets.UTF_8))
                .hasSizeBetween(TaskOutput.MOST_BYTES - 2_000, TaskOutput.MOST_BYTES);
        assertThat(output.text()).endsWith("999" + line + "\n");
    }

    @Test
    void cutsALineThatDoesNotEnd() {
        List<String> heard = new ArrayList<>();
        AutoCloseable unused = output.follow(heard::add);

        print("x".repeat(40_000));

        assertThat(heard).hasSize(2).allSatisfy(line -> assertThat(line).hasSize(16 << 10));
    }

    @Test
    void whoFailsHearsNoMoreAndHarmsNobody() {
        List<String> heard = new ArrayList<>();
        AutoCloseable failing = output.follow(line -> {
            throw new IllegalStateException("cannot hear " + line);
        });
        AutoCloseable other = output.follow(heard::add);

        print("a\nb\n");

        assertThat(heard).containsExactly("a", "b");
        assertThat(failing).isNotSameAs(other);
    }

    @Test
    void manyWhoComeMeanwhileHearEveryLineOnceAndInOrder() throws Exception {
        List<List<String>> heard = new CopyOnWriteArrayList<>();
        Thread coming = new Thread(() -> {
            for (int i = 0; i < 50; i++) {
                List<String> lines = new CopyOnWriteArrayList<>();
                heard.add(lines);
                AutoCloseable unused = output.follow(lines::add);
            }
        });
        coming.start();
        for (int i = 0; i < 2_000; i++) {
            print(i + "\n");
        }
        coming.join();
        output.end();

        List<String> all = IntStream.range(0, 2_000).mapToObj(Integer::toString).toList();
        assertThat(heard).hasSize(50).allSatisfy(lines -> assertThat(lines).isEqualTo(all));
    }

    @Test
    void notEverybodyCanFollow() {
        for (int i = 0; i < 64; i++) {
            AutoCloseable unused = output.follow(line -> {});
        }

        assertThatThrownBy(() -> output.follow(line -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("64");
    }
}
