// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TailTest {
    private static final long SEED = 7;

    @Test
    void keepsTheLastBytesHoweverTheyArrive() {
        Random random = new Random(SEED);
        for (int round = 0; round < 500; round++) {
            int most = random.nextInt(20_000);
            Tail tail = new Tail(most);
            StringBuilder all = new StringBuilder();
            for (int i = random.nextInt(8); i > 0; i--) {
                String more = text(random, random.nextInt(12_000));
                all.append(more);
                tail.add(more.getBytes(StandardCharsets.US_ASCII));
            }
            assertThat(tail.text())
                    .as("seed %s, round %s", SEED, round)
                    .isEqualTo(all.substring(Math.max(0, all.length() - most)));
            assertThat(tail.total()).isEqualTo(all.length());
        }
    }

    private static String text(Random random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) ('a' + random.nextInt(26)));
        }
        return text.toString();
    }

    @Test
    void beginsWithAWholeCharacter() {
        Tail tail = new Tail(5);

        tail.add("äöü".getBytes(StandardCharsets.UTF_8));

        assertThat(tail.text()).isEqualTo("öü");
    }

    @Test
    void keepsNothingIfNothingIsWanted() {
        Tail tail = new Tail(0);

        tail.add(new byte[10]);

        assertThat(tail.text()).isEmpty();
        assertThat(tail.total()).isEqualTo(10);
    }
}
