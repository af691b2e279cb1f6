// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.luarium.store.Config;
import org.luarium.store.Realization;
import org.luarium.store.Realized;
import org.luarium.store.Realizer;
import org.luarium.store.Ref;
import org.luarium.store.Stage;
import org.luarium.store.internal.disk.Disk;
import org.luarium.store.internal.tree.Trees;

/** Objects that somebody has damaged, and things in the folder of a store that are none. */
@Timeout(60)
final class DamageTest {
    private static final int TRIES = Boolean.getBoolean("luarium.stress") ? 2_000 : 60;

    @RegisterExtension
    final StoreExtension stores = new StoreExtension();

    private Realization base;
    private Realization middle;
    private Realization top;

    private static Stage<Ref.DRef> chain() {
        Realizer realizer = Realizer.of("chain", build -> {
            Files.writeString(build.out().resolve("file"), build.config().name());
            Files.createDirectory(build.out().resolve("empty"));
        });
        return plan -> {
            Ref.DRef dref = null;
            for (String name : List.of("base", "middle", "top")) {
                Config.Builder config = Config.builder(name);
                dref = plan.derive((dref == null ? config : config.set("on", dref)).build(), realizer);
            }
            return dref;
        };
    }

    @BeforeEach
    void fill() {
        Realized<Ref.DRef> realized = stores.store().realize(chain());
        List<Realization> all = realized.realizations().values().stream()
                .map(list -> list.get(0))
                .toList();
        base = all.get(0);
        middle = all.get(1);
        top = all.get(2);
        stores.store().close();
    }

    /** What may happen to the folder of an object. */
    interface Harm {
        void doTo(Path object, Path elsewhere) throws Exception;
    }

    record Case(String name, Harm harm) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> harms() {
        return Stream.of(
                new Case("no manifest", (object, elsewhere) -> Files.delete(object.resolve("manifest"))),
                new Case("empty manifest", (object, elsewhere) -> write(object.resolve("manifest"), "")),
                new Case("garbage manifest", (object, elsewhere) -> write(object.resolve("manifest"), "{\"a\":[")),
                new Case("other manifest", (object, elsewhere) -> otherManifest(object)),
                new Case("huge manifest", (object, elsewhere) -> hugeManifest(object)),
                new Case("manifest is a pipe", (object, elsewhere) -> pipe(object.resolve("manifest"))),
                new Case("manifest is a link", (object, elsewhere) -> link(object.resolve("manifest"), elsewhere)),
                new Case("manifest is a folder", (object, elsewhere) -> folder(object.resolve("manifest"))),
                new Case("no tree", (object, elsewhere) -> Trees.delete(object.resolve("tree"))),
                new Case("tree is a link", (object, elsewhere) -> link(object.resolve("tree"), elsewhere)),
                new Case("tree is a file", (object, elsewhere) -> write(object.resolve("tree"), "x")),
                new Case("more files", (object, elsewhere) -> write(object.resolve("tree/more"), "x")),
                new Case("less files", (object, elsewhere) -> Trees.delete(object.resolve("tree/file"))),
                new Case("other bytes", (object, elsewhere) -> flip(object.resolve("tree/file"))),
                new Case("other mode", (object, elsewhere) -> mode(object.resolve("tree/file"), "r-xr-xr-x")),
                new Case("a pipe inside", (object, elsewhere) -> pipe(object.resolve("tree/pipe"))),
                new Case("object is a link", DamageTest::link),
                new Case("object is a file", (object, elsewhere) -> write(object, "x")),
                new Case("object is a pipe", (object, elsewhere) -> pipe(object)),
                new Case("object is empty", (object, elsewhere) -> folder(object)),
                new Case("object is gone", (object, elsewhere) -> Trees.delete(object)),
                new Case("object has another name", (object, elsewhere) -> Files.move(object, otherName(object))));
    }

    private static void open(Path folder) throws IOException {
        mode(folder, "rwxr-xr-x");
    }

    private static void mode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private static void write(Path file, String text) throws IOException {
        open(file.getParent());
        Trees.delete(file);
        Files.writeString(file, text);
    }

    private static void folder(Path path) throws IOException {
        open(path.getParent());
        Trees.delete(path);
        Files.createDirectory(path);
    }

    private static void pipe(Path path) throws Exception {
        open(path.getParent());
        Trees.delete(path);
        assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor())
                .isZero();
    }

    private static void link(Path path, Path elsewhere) throws IOException {
        open(path.getParent());
        if (Files.isDirectory(path)) {
            open(path);
        }
        Files.move(path, elsewhere);
        Files.createSymbolicLink(path, elsewhere);
    }

    private static void flip(Path file) throws IOException {
        mode(file, "rw-r--r--");
        byte[] bytes = Files.readAllBytes(file);
        bytes[0] ^= 1;
        Files.write(file, bytes);
    }

    private static void hugeManifest(Path object) throws IOException {
        mode(object.resolve("manifest"), "rw-r--r--");
        try (RandomAccessFile file =
                new RandomAccessFile(object.resolve("manifest").toFile(), "rw")) {
            file.setLength(1L << 33);
        }
    }

    private static void otherManifest(Path object) throws IOException {
        Path other = Health.list(object.getParent()).stream()
                .filter(path -> !path.equals(object))
                .findFirst()
                .orElseThrow();
        write(object.resolve("manifest"), Files.readString(other.resolve("manifest")));
    }

    private static Path otherName(Path object) {
        String name = object.getFileName().toString();
        return object.resolveSibling((name.startsWith("a") ? "b" : "a") + name.substring(1));
    }

    private Path object(Realization realization) {
        return realization.path().getParent();
    }

    private void deleteJournal() throws IOException {
        Files.delete(stores.root().resolve("journal"));
    }

    @ParameterizedTest
    @MethodSource("harms")
    void damagedObjectDoesNotComeBackAndIsBuiltAgain(Case damage) throws Exception {
        damage.harm().doTo(object(middle), stores.directory().resolve("elsewhere"));
        deleteJournal();

        try (Disk disk = Disk.open(stores.root())) {
            assertThat(disk.object(base.ref())).isPresent();
            assertThat(disk.object(middle.ref())).isEmpty();
            assertThat(disk.object(top.ref())).as("it waits").isEmpty();
            if (Files.exists(object(middle), LinkOption.NOFOLLOW_LINKS)) {
                assertThat(disk.foreign()).contains(object(middle), object(top));
            }
        }
        Realization again = stores.reopen().realize(chain()).one();

        assertThat(again.ref()).isEqualTo(top.ref());
        stores.store().close();
        Trees.delete(otherName(object(middle)));
        Health.check(stores.root());
    }

    @Test
    void objectWhoseFolderIsGoneIsBuiltAgain() throws IOException {
        Trees.delete(object(middle));

        Realized<Ref.DRef> again = stores.reopen().realize(chain());

        assertThat(again.one().ref()).isEqualTo(top.ref());
        assertThat(again.built()).containsExactly(middle.ref().dref());
        stores.store().close();
        Health.check(stores.root());
    }

    @Test
    void manifestWithAnyDamageIsReadOrLeftAlone() throws IOException {
        long seed = new Random().nextLong();
        System.out.println("DamageTest: seed " + seed);
        Random random = new Random(seed);
        Path manifest = object(top).resolve("manifest");
        byte[] good = Files.readAllBytes(manifest);
        for (int i = 0; i < TRIES; i++) {
            mode(manifest, "rw-r--r--");
            byte[] bad = good.clone();
            for (int count = 1 + random.nextInt(4); count > 0; count--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            }
            Files.write(
                    manifest, random.nextInt(4) == 0 ? java.util.Arrays.copyOf(bad, random.nextInt(bad.length)) : bad);
            deleteJournal();
            try (Disk disk = Disk.open(stores.root())) {
                assertThat(disk.objects()).hasSizeBetween(2, 3);
                assertThat(disk.object(middle.ref())).isPresent();
                Health.check(disk);
            }
        }
    }

    @Test
    void whatIsForeignIsReportedAndLeftAlone() throws Exception {
        Path root = stores.root();
        List<Path> foreign = new ArrayList<>();
        for (String name :
                List.of("README", "объект", "対象", "a b\n", ".hidden", "rref:x", "..x", "-", "a".repeat(255))) {
            foreign.add(Files.writeString(root.resolve("objects").resolve(name), name));
            foreign.add(Files.createDirectory(root.resolve("x" + name.substring(Math.min(1, name.length() - 1)))));
        }
        Path pipe = root.resolve("objects").resolve("pipe");
        pipe(pipe);
        foreign.add(pipe);
        foreign.add(Files.createSymbolicLink(root.resolve("objects").resolve("loop"), Path.of("loop")));

        try (Disk disk = Disk.open(root)) {
            assertThat(disk.foreign())
                    .containsExactlyInAnyOrderElementsOf(Map.copyOf(foreign.stream()
                                    .collect(java.util.stream.Collectors.toMap(path -> path, path -> 1, (a, b) -> a)))
                            .keySet());
            assertThat(disk.objects()).hasSize(3);
        }
        deleteJournal();
        try (Disk disk = Disk.open(root)) {
            assertThat(disk.objects()).hasSize(3);
        }
        assertThat(foreign).allMatch(path -> Files.exists(path, LinkOption.NOFOLLOW_LINKS));
    }
}
