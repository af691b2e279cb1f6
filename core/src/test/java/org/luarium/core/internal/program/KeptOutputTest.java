// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeptOutputTest {
    @Test
    void keepsTheLastBytesAndCountsTheOthers() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int run = 0; run < 200; run++) {
            int most = 1 + random.nextInt(5000);
            KeptOutput kept = new KeptOutput(most);
            StringBuilder all = new StringBuilder();
            long lost = 0;
            for (int i = 0; i < 20; i++) {
                String more = Character.toString('a' + i).repeat(random.nextInt(2 * most));
                all.append(more);
                lost += Math.max(0, all.length() - most);
                all.delete(0, Math.max(0, all.length() - most));
                kept.add(more.getBytes(StandardCharsets.US_ASCII));
                if (random.nextInt(5) == 0) {
                    assertThat(new String(kept.take(), StandardCharsets.US_ASCII))
                            .as("seed %s", seed)
                            .isEqualTo(all.toString());
                    all.setLength(0);
                }
            }
            assertThat(kept.lost()).as("seed %s", seed).isEqualTo(lost);
        }
    }
}
