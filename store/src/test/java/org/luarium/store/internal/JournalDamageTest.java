// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.luarium.store.CorruptStoreException;
import org.luarium.store.Ref;
import org.luarium.store.internal.disk.Disk;
import org.luarium.store.internal.journal.Journal;

/** Whatever happens to the journal, the objects come back. */
final class JournalDamageTest {
    private static final int TRIES = Boolean.getBoolean("luarium.stress") ? 2_000 : 60;
    private static final int GRAPH = 1;

    @RegisterExtension
    final StoreExtension stores = new StoreExtension();

    private Set<Ref.RRef> all;
    private byte[] journal;

    @BeforeEach
    void fill() throws IOException {
        stores.store().realize(Workload.graph(GRAPH));
        stores.store().close();
        journal = Files.readAllBytes(journal());
        all = refs();
    }

    private Path journal() {
        return stores.root().resolve("journal");
    }

    private Set<Ref.RRef> refs() {
        try (Disk disk = Disk.open(stores.root())) {
            return disk.objects().stream().map(entry -> entry.ref()).collect(Collectors.toSet());
        }
    }

    private List<Path> kept() throws IOException {
        return Health.list(stores.root()).stream()
                .filter(path -> path.getFileName().toString().startsWith("journal.damaged-"))
                .toList();
    }

    /** Everything is there, nothing is built again, and the next time nothing needs to be rebuilt. */
    private void assertThatAllIsBack(String what) throws IOException {
        assertThat(refs()).as(what).isEqualTo(all);
        int rebuilt = kept().size();
        try (StoreImpl store = new StoreImpl(stores.root(), Settings.defaults())) {
            assertThat(store.realize(Workload.graph(GRAPH)).built()).as(what).isEmpty();
        }
        assertThat(kept()).as(what).hasSize(rebuilt);
    }

    enum Garbage {
        EMPTY,
        ONE_BYTE,
        ZEROS,
        TEXT,
        RANDOM;

        byte[] bytes() {
            return switch (this) {
                case EMPTY -> new byte[0];
                case ONE_BYTE -> new byte[1];
                case ZEROS -> new byte[10_000];
                case TEXT -> "this is no journal\n".repeat(1000).getBytes(StandardCharsets.UTF_8);
                case RANDOM -> random(100_000);
            };
        }
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @EnumSource
    void journalThatIsReplacedByGarbageIsRebuiltAndKept(Garbage garbage) throws IOException {
        Files.write(journal(), garbage.bytes());

        assertThatAllIsBack(garbage.name());

        assertThat(kept()).singleElement().satisfies(path -> assertThat(path).hasBinaryContent(garbage.bytes()));
    }

    @Test
    void journalThatIsDeletedIsRebuilt() throws IOException {
        Files.delete(journal());

        assertThatAllIsBack("deleted");
    }

    @Test
    void journalThatIsTruncatedAnywhereIsRebuilt() throws IOException {
        long seed = new Random().nextLong();
        System.out.println("JournalDamageTest: seed of truncations " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < TRIES; i++) {
            int length = random.nextInt(journal.length);
            Files.write(journal(), Arrays.copyOf(journal, length));

            assertThatAllIsBack("cut at " + length);
        }
    }

    @Test
    void journalWithFlippedBitsIsRebuilt() throws IOException {
        long seed = new Random().nextLong();
        System.out.println("JournalDamageTest: seed of flipped bits " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < TRIES; i++) {
            byte[] damaged = journal.clone();
            StringBuilder where = new StringBuilder();
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                int at = random.nextInt(damaged.length);
                damaged[at] ^= (byte) (1 << random.nextInt(Byte.SIZE));
                where.append(" flipped at ").append(at);
            }
            Files.write(journal(), damaged);

            assertThatAllIsBack(where.toString());
        }
    }

    @Test
    void journalWithGarbageBehindItsEndGoesOn() throws IOException {
        byte[] longer = Arrays.copyOf(journal, journal.length + 1000);
        System.arraycopy(random(1000), 0, longer, journal.length, 1000);
        Files.write(journal(), longer);

        assertThatAllIsBack("longer");

        assertThat(kept()).isEmpty();
    }

    @Test
    void recordsThatCannotBeReadAreNoReasonToLoseTheOthers() throws IOException {
        Files.delete(journal());
        Journal.create(journal(), List.of(new byte[] {6}, new byte[] {99, 1, 2, 3}, new byte[] {1}, new byte[] {2, 0}));

        assertThatAllIsBack("invalid records");

        assertThat(kept()).hasSize(1);
    }

    @Test
    void journalOfALaterVersionIsKeptBeside() throws IOException {
        byte[] later = journal.clone();
        later[7]++;
        Files.write(journal(), later);

        assertThatAllIsBack("later");

        assertThat(kept()).hasSize(1);
    }

    @Test
    void storeThatIsOpenSaysThatItsJournalIsDamagedAndIsRebuiltWhenItIsOpenedAgain() throws IOException {
        try (StoreImpl store = new StoreImpl(stores.root(), Settings.defaults())) {
            store.derivations();
            Files.delete(journal());
            assertThatThrownBy(store::derivations).isInstanceOf(CorruptStoreException.class);
        }

        assertThatAllIsBack("deleted while open");
    }

    static Stream<String> formats() {
        return Stream.of("luarium-store 2\nid\n", "", "luarium-store 1", "luarium-store 10\n", "\0\0\0\0");
    }

    @ParameterizedTest
    @MethodSource("formats")
    void storeOfAnotherFormatIsLeftAlone(String format) throws IOException {
        Files.writeString(stores.root().resolve("format"), format);

        assertThatThrownBy(() -> Disk.open(stores.root()))
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageContaining("format");
        assertThat(journal()).hasBinaryContent(journal);
    }

    @Test
    void formatThatIsNoTextIsAnotherFormat() throws IOException {
        Files.write(stores.root().resolve("format"), new byte[] {(byte) 0xC3, (byte) 0x28, (byte) 0xFF});

        assertThatThrownBy(() -> Disk.open(stores.root())).isInstanceOf(CorruptStoreException.class);
    }

    @Test
    void formatThatIsMissingIsWrittenAnew() throws IOException {
        Files.delete(stores.root().resolve("format"));

        assertThatAllIsBack("no format");
    }

    @Test
    void stateThatIsGarbageIsAsGoodAsMissing() throws IOException {
        for (byte[] bytes :
                List.of(new byte[0], random(5000), new byte[5000], "clean\n\n\n".getBytes(StandardCharsets.UTF_8))) {
            Files.write(stores.root().resolve("state"), bytes);
            assertThatAllIsBack("state " + bytes.length);
        }
    }
}
