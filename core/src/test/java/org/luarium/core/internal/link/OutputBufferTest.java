// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.link;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutputBufferTest {
    private final OutputBuffer buffer = new OutputBuffer();

    @Test
    void givesBackInOrderWhatItWasGiven() {
        buffer.append(new byte[] {0, 1, 2, 3, 0}, 1, 3);
        buffer.append(new byte[] {4, 0}, 0, 1);
        buffer.append(new byte[] {5, 6}, 0, 2);

        assertThat(buffer.size()).isEqualTo(6);
        assertThat(buffer.take()).containsExactly(1, 2, 3, 4, 5, 6);
    }

    /** It grows to more than it needs. */
    @Test
    void takesNoMoreThanThereIs() {
        buffer.append(new byte[] {1, 2, 3}, 0, 3);
        buffer.append(new byte[] {4}, 0, 1);

        assertThat(buffer.take()).containsExactly(1, 2, 3, 4);
    }

    @Test
    void isEmptyWhenItWasTaken() {
        buffer.append(new byte[] {1}, 0, 1);
        byte[] first = buffer.take();
        buffer.append(new byte[] {2}, 0, 1);

        assertThat(buffer.take()).containsExactly(2);
        assertThat(first).containsExactly(1);
        assertThat(buffer.size()).isZero();
        assertThat(buffer.take()).isEmpty();
    }

    @Test
    void takesNothing() {
        buffer.append(new byte[0], 5, 0);

        assertThat(buffer.take()).isEmpty();
    }
}
