// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.extension.spi.NumberType;
import org.luarium.extension.spi.SharedBuffer;
import org.luarium.extension.spi.SharedMemoryException;
import org.luarium.extension.spi.ValueException;

/** What a hostile child may say about segments. */
class HostSegmentsTest {
    @TempDir
    Path folder;

    private HostSegments segments;

    @BeforeEach
    void start() throws IOException {
        segments = new HostSegments(
                "hostile", "hostile", 1 << 20, new SharedFolders(folder, folder.resolve("disk")), Cleaner.create());
    }

    @AfterEach
    void stop() throws IOException {
        segments.close();
        try (Stream<Path> left = Files.walk(folder)) {
            assertThat(left.filter(each -> each.getFileName().toString().startsWith("luarium-")))
                    .isEmpty();
        }
    }

    @Test
    void aSegmentIsDeletedByTheLastLeaseOnly() {
        SharedBuffer buffer = segments.allocate(true, NumberType.INT32, 100);
        byte[] sent = segments.lend(buffer);
        buffer.close();
        assertThat(segments.used()).isEqualTo(528);
        SharedBuffer again = segments.borrow(sent);
        segments.released(Lent.number(sent));
        assertThat(again.getLong(99)).isZero();
        assertThatThrownBy(() -> segments.borrow(sent)).isInstanceOf(ValueException.class);
        // What is released more often than it was lent takes nothing from the host.
        segments.released(Lent.number(sent));
        segments.released(Lent.number(sent));
        assertThat(again.getLong(99)).isZero();
        again.close();
        assertThat(segments.used()).isZero();
        segments.released(Lent.number(sent));
        assertThat(segments.used()).isZero();
    }

    @Test
    void whatWasNotSentIsTakenBack() {
        SharedBuffer forChild = segments.allocate(NumberType.INT8, new long[] {10});
        segments.undo(segments.lend(forChild));
        assertThat(segments.used()).isZero();
    }

    @Test
    void arraysAreReadOutOfSegmentsThatTheChildFilledOnly() {
        long reserved = segments.reserve(100_000);
        segments.check(reserved, 100_000);
        assertThatThrownBy(() -> segments.check(reserved, 100_001)).isInstanceOf(ValueException.class);
        assertThatThrownBy(() -> segments.check(reserved + 2, 10)).isInstanceOf(ValueException.class);
        long own = segments.put(100_000, (at, piece) -> {});
        assertThatThrownBy(() -> segments.check(own, 10)).isInstanceOf(ValueException.class);
        SharedBuffer buffer = segments.allocate(true, NumberType.INT8, 100_000);
        long number = Lent.number(segments.lend(buffer));
        assertThatThrownBy(() -> segments.check(number, 10)).isInstanceOf(ValueException.class);
        assertThatThrownBy(() -> segments.borrow(ByteBuffer.allocate(64)
                        .put((byte) '*')
                        .putLong(reserved)
                        .array()))
                .isInstanceOf(ValueException.class);
        buffer.close();
    }

    @Test
    void viewsThatWereTamperedWithAreRefusedOrWithinTheMemory() {
        Random random = new Random(4711);
        SharedBuffer buffer = segments.allocate(true, NumberType.INT16, 20, 5);
        byte[] sent = segments.lend(buffer);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] hostile = sent.clone();
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                int at = 9 + random.nextInt(hostile.length - 9);
                hostile[at] = (byte) (random.nextBoolean() ? random.nextInt() : hostile[at] + 1);
            }
            try (SharedBuffer view = segments.borrow(hostile)) {
                if (view.size() > 0 && view.size() < 1000) {
                    view.get(0, new double[(int) view.size()]);
                }
            } catch (ValueException e) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
        for (int length = 0; length < sent.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(sent, length);
            assertThatThrownBy(() -> segments.borrow(cut)).isInstanceOf(ValueException.class);
        }
        buffer.close();
    }

    @Test
    void noMoreSegmentsThanAllowedAreMade() {
        List<SharedBuffer> all = new ArrayList<>();
        for (int i = 0; i < 1024; i++) {
            all.add(segments.allocate(false, NumberType.INT8, 1));
        }
        assertThat(segments.reserve(65_536)).isZero();
        assertThatThrownBy(() -> segments.allocate(false, NumberType.INT8, 1))
                .isInstanceOf(SharedMemoryException.class)
                .hasMessageContaining("1024 of 1024");
        all.forEach(SharedBuffer::close);
        assertThat(segments.used()).isZero();
    }

    @Test
    void shapesThatOverflowAreRefused() {
        assertThatThrownBy(() -> segments.allocate(true, NumberType.INT64, Long.MAX_VALUE, 2))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> segments.allocate(true, NumberType.INT64, 0, Long.MAX_VALUE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> segments.allocate(true, NumberType.INT64, -1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> segments.allocate(true, NumberType.INT64, new long[33]))
                .isInstanceOf(IllegalArgumentException.class);
        try (SharedBuffer empty = segments.allocate(true, NumberType.INT64, 0)) {
            assertThat(empty.size()).isZero();
            empty.get(0, new double[0]);
        }
    }
}
