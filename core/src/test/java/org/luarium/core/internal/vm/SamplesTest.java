// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.luarium.core.internal.link.FrameReader;
import org.luarium.core.internal.link.FrameWriter;
import org.luarium.core.internal.link.Frames;
import org.luarium.core.internal.link.ProtocolException;
import org.luarium.vm.StackProfile;

/** What a process may say of stacks that it has made up. */
class SamplesTest {
    private static final int FRAME = 16 << 20;

    private final Samples samples = new Samples();

    private static void read(Samples target, int unit, int interval, String text) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new FrameWriter(FRAME)
                .begin(4, Frames.PROFILE)
                .small(unit)
                .integer(interval)
                .longBin(text.getBytes(StandardCharsets.UTF_8))
                .send(bytes);
        FrameReader reader = new FrameReader(FRAME);
        ByteArrayInputStream in = new ByteArrayInputStream(bytes.toByteArray());
        while (!reader.next()) {
            assertThat(reader.fill(in)).isTrue();
        }
        target.read(reader);
    }

    private StackProfile profile() {
        return samples.profile("a", Optional.empty());
    }

    @Test
    void addsWhatComesInSeveralFrames() throws Exception {
        read(samples, 1, 5, "a;b 1\na 7\n");
        read(samples, 1, 5, "a;b 41\n");

        assertThat(profile().collapsed()).isEqualTo("a;b 42\na 7\n");
        assertThat(profile().samples()).isEqualTo(49);
        assertThat(profile().unit()).isEqualTo(StackProfile.Unit.MILLISECONDS);
        assertThat(profile().interval()).isEqualTo(5);
    }

    @Test
    void ignoresLinesThatAreNone() throws Exception {
        read(samples, 0, 1, "\n \na\na 0\na -1\na 1x\n 5\na 99999999999999999999\nb 1\n");

        assertThat(profile().collapsed()).isEqualTo("b 1\n");
    }

    @Test
    void hasNothingInItThatMovesACursor() throws Exception {
        read(samples, 0, 1, "a\u001b[2J;b\u0085\u2028\u202e\t 1\n");

        assertThat(profile().collapsed()).isEqualTo("a?[2J;b???? 1\n");
    }

    @Test
    void countsStacksAboveTheirBoundsAsOthers() throws Exception {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 10_100; i++) {
            many.append(i).append(" 1\n");
        }
        read(samples, 0, 1, many.toString());
        read(samples, 0, 1, "x".repeat(40_000) + " 5\n0 1\n");

        assertThat(profile().stacks()).hasSize(10_001);
        assertThat(profile().collapsed()).startsWith("[other] 105\n0 2\n");

        Samples large = new Samples();
        for (int i = 0; i < 1_000; i++) {
            read(large, 0, 1, "y".repeat(30_000) + i + " 1\n");
        }
        assertThat(large.profile("a", Optional.empty()).collapsed().length()).isLessThan(9 << 20);
    }

    @Test
    void doesNotOverflow() throws Exception {
        for (int i = 0; i < 3; i++) {
            read(samples, 0, 1, "a " + Long.MAX_VALUE + "\nb " + Long.MAX_VALUE + "\n");
        }

        assertThat(profile().samples()).isPositive();
    }

    @Test
    void refusesUnitsThatThereAreNot() {
        assertThatThrownBy(() -> read(samples, 2, 1, "")).isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> read(samples, 0, 0, "")).isInstanceOf(ProtocolException.class);
    }

    @Test
    void takesNothingMoreWhenItsTimeIsOver() throws Exception {
        Samples over = new Samples(Duration.ofNanos(1));
        over.await();
        read(over, 0, 1, "a 1\n");

        assertThat(over.request(new FrameWriter(FRAME))).isFalse();
        assertThat(over.profile("a", Optional.empty()).stacks()).isEmpty();
    }
}
