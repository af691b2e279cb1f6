// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class SafeTextTest {
    @Test
    void escapesControlCharactersButNewlineAndTab() {
        assertThat(SafeText.lines("a\tb\n\u001b[2J\r\u0000\u007f\u009b31mé€😀"))
                .isEqualTo("a\tb\n\\x1b[2J\\x0d\\x00\\x7f\\x9b31mé€😀");
    }

    @Test
    void keepsALineALine() {
        assertThat(SafeText.line("a\nb\tc\r")).isEqualTo("a\\nb\\tc\\x0d");
    }

    @Test
    void escapesBytesThatAreNotText() {
        SafeText text = new SafeText();

        assertThat(text.next(new byte[] {'a', (byte) 0xff, (byte) 0xc0, 'b', (byte) 0x9b, 'c'}) + text.end())
                .isEqualTo("a\\xff\\xc0b\\x9bc");
    }

    @Test
    void joinsCharactersThatWereCut() {
        byte[] bytes = "é€😀ü".getBytes(UTF_8);
        SafeText text = new SafeText();
        StringBuilder read = new StringBuilder();

        for (byte b : bytes) {
            read.append(text.next(new byte[] {b}));
        }

        assertThat(read.append(text.end())).hasToString("é€😀ü");
    }

    @Test
    void givesUpOnACharacterThatNeverEnds() {
        SafeText text = new SafeText();

        assertThat(text.next(new byte[] {(byte) 0xe2, (byte) 0x82})).isEmpty();
        assertThat(text.end()).isEqualTo("\\xe2\\x82");
        assertThat(text.end()).isEmpty();
    }

    @Test
    void neverLetsAControlCharacterThroughWhateverTheBytesAndCuts() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            SafeText text = new SafeText();
            StringBuilder read = new StringBuilder();
            for (int piece = 0; piece < 10; piece++) {
                byte[] bytes = new byte[random.nextInt(7)];
                random.nextBytes(bytes);
                read.append(text.next(bytes));
            }
            read.append(text.end());

            assertThat(read.chars().filter(c -> c != '\n' && c != '\t'))
                    .as("seed %d", seed)
                    .noneMatch(Character::isISOControl);
        }
    }
}
