// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.store.CorruptStoreException;
import org.luarium.store.StoreAccessException;
import org.luarium.store.internal.journal.JournalState.Tail;

final class JournalTest {
    @TempDir
    Path folder;

    private Path path;
    private Index index;

    @BeforeEach
    void setUp() {
        path = folder.resolve("journal");
        index = new Index();
    }

    @Test
    void deliversOwnRecordsInOrderAndOnce() throws IOException {
        try (Journal journal = Journal.open(path, true)) {
            journal.append(records("a", "b"));
            journal.append(records("c"));
            journal.force();

            assertThat(journal.poll(index).tail()).isEqualTo(Tail.NONE);
            assertThat(journal.poll(index).tail()).isEqualTo(Tail.NONE);

            assertThat(index.texts).containsExactly("a", "b", "c");
            assertThat(index.restarts).isOne();
        }
    }

    @Test
    void followsWhatOthersAppendAndMixesItWithItsOwn() throws IOException {
        try (Journal one = Journal.open(path, true);
                Journal other = Journal.open(path, true)) {
            one.append(records("a"));
            one.poll(index);
            other.append(records("b"));
            one.append(records("c"));
            other.append(records("d"));
            one.poll(index);

            assertThat(index.texts).containsExactly("a", "b", "c", "d");
        }
    }

    @Test
    void readsARecordAtItsPosition() throws IOException {
        try (Journal journal = Journal.open(path, true)) {
            journal.append(records("first", "second", "third"));
            journal.poll(index);

            assertThat(journal.read(index.positions.get(1))).isEqualTo("second".getBytes(UTF_8));
            assertThatThrownBy(() -> journal.read(index.positions.get(1) + 1))
                    .isInstanceOf(CorruptStoreException.class);
            assertThatThrownBy(() -> journal.read(1 << 20)).isInstanceOf(CorruptStoreException.class);
        }
    }

    @Test
    void readingAnOldRecordDisturbsNeitherWhatIsAppendedNorWhatIsReadNext() throws IOException {
        try (Journal journal = Journal.open(path, true)) {
            journal.append(records("first", "second"));
            journal.poll(index);

            assertThat(journal.read(index.positions.get(0))).isEqualTo("first".getBytes(UTF_8));
            journal.append(records("third"));
            assertThat(journal.read(index.positions.get(0))).isEqualTo("first".getBytes(UTF_8));
            journal.poll(index);

            assertThat(index.texts).containsExactly("first", "second", "third");
            assertThat(journal.read(index.positions.get(2))).isEqualTo("third".getBytes(UTF_8));
        }
        Index again = new Index();
        try (Journal journal = Journal.open(path, false)) {
            journal.poll(again);
        }
        assertThat(again.texts).containsExactly("first", "second", "third");
    }

    @Test
    void recordThatTheListenerDidNotTakeComesAgain() throws IOException {
        try (Journal journal = Journal.open(path, true)) {
            journal.append(records("a", "b", "c"));
            index.refused = "b";
            assertThatThrownBy(() -> journal.poll(index)).isInstanceOf(IllegalStateException.class);

            index.refused = "";
            journal.poll(index);

            assertThat(index.texts).containsExactly("a", "b", "c");
        }
    }

    @Test
    void recordMayHaveUpToSixteenMebibytes() throws IOException {
        byte[] big = new byte[Journal.MAX_PAYLOAD];
        Arrays.fill(big, (byte) 'x');
        try (Journal journal = Journal.open(path, true)) {
            journal.append(List.of("a".getBytes(UTF_8), big, "b".getBytes(UTF_8)));
            journal.poll(index);

            assertThat(index.texts).hasSize(3);
            assertThat(journal.read(index.positions.get(1))).isEqualTo(big);
            assertThatThrownBy(() -> journal.append(List.of(new byte[big.length + 1])))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> journal.append(List.of(new byte[0]))).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void tornTailIsNotDeliveredAndTheNextWriterCutsItOff() throws IOException {
        byte[] whole = bytesOf("a", "b");
        byte[] more = bytesOf("a", "b", "torn record");
        for (int size = whole.length + 1; size < more.length; size++) {
            Files.write(path, Arrays.copyOf(more, size));
            index = new Index();
            try (Journal reader = Journal.open(path, false);
                    Journal writer = Journal.open(path, true)) {
                JournalState state = reader.poll(index);
                assertThat(state).isEqualTo(new JournalState(Tail.TORN, whole.length));

                writer.append(records("c"));
                assertThat(reader.poll(index).tail()).isEqualTo(Tail.NONE);

                assertThat(index.texts).containsExactly("a", "b", "c");
            }
        }
    }

    @Test
    void tailThatWasWrittenOverWithTheSameSizeIsSeen() throws IOException {
        byte[] torn = bytesOf("a", "xyz");
        torn[torn.length - 1]++;
        Files.write(path, torn);
        try (Journal reader = Journal.open(path, false);
                Journal writer = Journal.open(path, true)) {
            reader.poll(index);
            writer.append(records("new"));
            reader.poll(index);

            assertThat(index.texts).containsExactly("a", "new");
        }
    }

    @Test
    void zerosAtTheEndAreATornTail() throws IOException {
        try (Journal journal = Journal.open(path, true)) {
            journal.append(records("a"));
            Files.write(path, new byte[5000], StandardOpenOption.APPEND);

            assertThat(journal.poll(index).tail()).isEqualTo(Tail.TORN);
            journal.append(records("b"));
            journal.poll(index);

            assertThat(index.texts).containsExactly("a", "b");
        }
    }

    @Test
    void damageWithGoodRecordsBehindItIsReportedWithItsPlaceAndNeverCutOff() throws IOException {
        byte[] good = bytesOf("first", "second", "third");
        int second = bytesOf("first").length;
        int third = bytesOf("first", "second").length;
        for (int at = second; at < third; at++) {
            byte[] bad = good.clone();
            bad[at] ^= 0x41;
            Files.write(path, bad);
            index = new Index();
            try (Journal journal = Journal.open(path, true)) {
                assertThat(journal.poll(index)).as("byte %s", at).isEqualTo(new JournalState(Tail.CORRUPT, second));
                assertThat(index.texts).containsExactly("first");
                assertThatThrownBy(() -> journal.append(records("x")))
                        .isInstanceOf(CorruptStoreException.class)
                        .hasMessageContaining("at byte " + second);
                assertThat(path).hasBinaryContent(bad);
            }
        }
    }

    @Test
    void fileThatBecameShorterIsReadAnew() throws IOException {
        try (Journal journal = Journal.open(path, true);
                RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            journal.append(records("a", "b"));
            journal.poll(index);
            long old = index.positions.get(0);
            file.setLength(file.length() - 1);

            assertThat(journal.poll(index).tail()).isEqualTo(Tail.TORN);
            assertThat(index.texts).containsExactly("a");
            assertThatThrownBy(() -> journal.read(old)).isInstanceOf(StalePositionException.class);
            journal.append(records("c"));
            journal.poll(index);
            assertThat(index.texts).containsExactly("a", "c");
        }
    }

    @Test
    void fileThatIsNoJournalIsRefusedAndCanBeMadeAnew() throws IOException {
        for (String content : List.of("", "short", "x".repeat(100))) {
            Files.writeString(path, content);
            assertThatThrownBy(() -> Journal.open(path, true)).isInstanceOf(CorruptStoreException.class);
        }
        byte[] flipped = bytesOf("a");
        flipped[20] ^= 1;
        Files.write(path, flipped);
        assertThatThrownBy(() -> Journal.open(path, true)).hasMessageContaining("checksum");
        flipped[11] = 2;
        Files.write(path, flipped);
        assertThatThrownBy(() -> Journal.open(path, true)).hasMessageContaining("version 2");

        Journal.create(path, records("rebuilt"));

        try (Journal journal = Journal.open(path, true)) {
            journal.poll(index);
            assertThat(index.texts).containsExactly("rebuilt");
        }
    }

    @Test
    void rewriteIsSeenByAllReadersAndOldPositionsAreVoid() throws IOException {
        try (Journal one = Journal.open(path, true);
                Journal other = Journal.open(path, true)) {
            one.append(records("a", "b", "c"));
            one.poll(index);
            Index others = new Index();
            other.poll(others);
            UUID before = other.epoch();

            one.rewrite(List.of(one.read(index.positions.get(2)), one.read(index.positions.get(0))));

            long old = index.positions.get(0);
            assertThatThrownBy(() -> one.read(old)).isInstanceOf(StalePositionException.class);
            assertThat(other.read(old)).isEqualTo("a".getBytes(UTF_8));
            one.poll(index);
            other.append(records("d"));
            other.poll(others);
            assertThat(index.texts).containsExactly("c", "a");
            assertThat(others.texts).containsExactly("c", "a", "d");
            assertThat(others.restarts).isEqualTo(2);
            assertThat(other.epoch()).isEqualTo(one.epoch()).isNotEqualTo(before);
            assertThat(folder).isDirectoryContaining(file -> file.equals(path));
            assertThat(folder.toFile().list()).hasSize(1);
        }
    }

    @Test
    void appendNoticesThatTheFileWasReplaced() throws IOException {
        try (Journal one = Journal.open(path, true);
                Journal other = Journal.open(path, true)) {
            other.append(records("a"));
            other.poll(index);
            one.rewrite(records("b"));

            other.append(records("c"));

            other.poll(index);
            assertThat(index.texts).containsExactly("b", "c");
        }
    }

    @Test
    void j122_readOnlyJournalWritesNothing() throws IOException {
        assertThatThrownBy(() -> Journal.open(path, false)).isInstanceOf(CorruptStoreException.class);
        assertThat(path).doesNotExist();
        Journal.create(path, records("a"));
        try (Journal journal = Journal.open(path, false)) {
            journal.poll(index);

            assertThat(index.texts).containsExactly("a");
            assertThatThrownBy(() -> journal.append(records("b"))).isInstanceOf(StoreAccessException.class);
            assertThatThrownBy(() -> journal.rewrite(records("b"))).isInstanceOf(StoreAccessException.class);
        }
    }

    @Test
    void interruptedThreadReadsAndWritesLikeAnyOther() throws IOException {
        try (Journal journal = Journal.open(path, true)) {
            Thread.currentThread().interrupt();
            journal.append(records("a"));
            journal.force();
            journal.poll(index);
            journal.rewrite(records("b"));
            journal.poll(index);

            assertThat(Thread.interrupted()).isTrue();
            assertThat(index.texts).containsExactly("b");
        }
    }

    @Test
    void manyRecordsCrossTheBordersOfChunks() throws IOException {
        List<String> texts = IntStream.range(0, 20_000)
                .mapToObj(i -> i + "-".repeat(i % 701))
                .toList();
        try (Journal journal = Journal.open(path, true)) {
            journal.append(records(texts.toArray(String[]::new)));
            journal.poll(index);

            assertThat(index.texts).isEqualTo(texts);
            assertThat(journal.read(index.positions.get(12_345)))
                    .isEqualTo(texts.get(12_345).getBytes(UTF_8));
        }
        Index again = new Index();
        Journal.create(path, records(texts.toArray(String[]::new)));
        try (Journal journal = Journal.open(path, false)) {
            journal.poll(again);
        }
        assertThat(again.texts).isEqualTo(texts);
    }

    private byte[] bytesOf(String... texts) throws IOException {
        Path file = folder.resolve("model");
        Journal.create(file, records(texts));
        byte[] bytes = Files.readAllBytes(file);
        Files.delete(file);
        return bytes;
    }

    private static List<byte[]> records(String... texts) {
        return Arrays.stream(texts).map(text -> text.getBytes(UTF_8)).toList();
    }

    private static final class Index implements JournalListener {
        final List<String> texts = new ArrayList<>();
        final List<Long> positions = new ArrayList<>();
        String refused = "";
        int restarts;

        @Override
        public void restarted() {
            restarts++;
            texts.clear();
            positions.clear();
        }

        @Override
        public void record(long position, ByteBuffer payload) {
            String text = UTF_8.decode(payload).toString();
            if (text.equals(refused)) {
                throw new IllegalStateException("refused");
            }
            texts.add(text);
            positions.add(position);
        }
    }
}
