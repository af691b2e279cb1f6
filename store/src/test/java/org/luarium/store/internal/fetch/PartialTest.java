// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.store.StoreAccessException;

final class PartialTest {
    private static final Validator VERSION = new Validator("\"v\"");

    @TempDir
    Path folder;

    /** Another process, which begins a partial file and then waits to be killed. */
    static final class Other {
        private Other() {}

        public static void main(String[] args) throws IOException {
            try (Partial partial = Partial.claim(Path.of(args[0]), "key")) {
                begin(partial, "other");
                System.out.println("held");
                if (System.in.read() < 0) {
                    throw new IOException("the test is gone");
                }
            }
        }
    }

    private static void begin(Partial partial, String content) {
        partial.restart(Optional.of(VERSION));
        partial.append(ByteBuffer.wrap(content.getBytes(UTF_8)));
    }

    @Test
    void partialOfAnotherProcessIsLeftAloneAndContinuedOnceThatDied() throws Exception {
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Other.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = new BufferedReader(new InputStreamReader(other.getInputStream(), UTF_8))) {
            assertThat(out.readLine()).isEqualTo("held");

            try (Partial mine = Partial.claim(folder, "key")) {
                assertThat(mine.validator()).isEmpty();
                begin(mine, "mine");
                mine.moveTo(folder.resolve("target"));
            }
            assertThat(folder.resolve("key.part")).hasContent("other");
        } finally {
            other.destroyForcibly().waitFor();
        }

        try (Partial mine = Partial.claim(folder, "key")) {
            assertThat(mine.validator()).contains(VERSION);
            assertThat(mine.size()).isEqualTo(5);
        }
        assertThat(folder.resolve("target")).hasContent("mine");
    }

    @Test
    void whatIsMovedAwayIsNotContinued() throws Exception {
        try (Partial first = Partial.claim(folder, "key")) {
            begin(first, "first");
            first.moveTo(folder.resolve("target"));

            try (Partial second = Partial.claim(folder, "key")) {
                begin(second, "second");
            }
        }

        assertThat(folder.resolve("target")).hasContent("first");
        assertThat(folder.resolve("key.part")).hasContent("second");
        assertThat(folder.resolve("key.from")).exists();
    }

    @Test
    void linkInPlaceOfAPartialIsNotFollowed() throws Exception {
        Path precious = Files.writeString(folder.resolve("precious"), "kept");
        Files.createSymbolicLink(folder.resolve("key.part"), precious);

        assertThatThrownBy(() -> Partial.claim(folder, "key"))
                .isInstanceOf(StoreAccessException.class)
                .hasMessageContaining("key.part");

        assertThat(precious).hasContent("kept");
    }

    @Test
    void whatNobodyContinuedIsSweptAway() throws Exception {
        try (Partial left = Partial.claim(folder, "left")) {
            begin(left, "x");
        }
        try (Partial used = Partial.claim(folder, "used")) {
            begin(used, "y");

            Partial.sweep(folder, Instant.now().minusSeconds(60));
            assertThat(folder.resolve("left.part")).exists();
            Partial.sweep(folder, Instant.now().plusSeconds(60));

            assertThat(folder).isDirectoryNotContaining("glob:**/left.*");
            assertThat(folder.resolve("used.part")).hasContent("y");
            assertThat(folder.resolve("used.from")).exists();
        }
        Partial.sweep(folder.resolve("missing"), Instant.now());
    }
}
