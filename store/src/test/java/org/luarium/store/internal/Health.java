// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.luarium.store.Ref;
import org.luarium.store.internal.disk.Disk;
import org.luarium.store.internal.disk.Entry;
import org.luarium.store.internal.tree.Progress;
import org.luarium.store.internal.tree.TreeHasher;

/** What must be true of every store that was opened. */
final class Health {
    private Health() {}

    /** Opens a store that nobody else has open, and looks at all of it. */
    static void check(Path root) throws IOException {
        try (Disk disk = Disk.open(root)) {
            check(disk);
            assertThat(list(root.resolve("tmp"))).isEmpty();
            assertThat(list(root.resolve("trash"))).isEmpty();
            assertThat(list(root.resolve("leases"))).isEmpty();
            assertThat(disk.foreign()).isEmpty();
        }
        assertThat(list(root).stream().map(Path::getFileName).map(Path::toString))
                .containsOnly(
                        "attempts",
                        "fetch",
                        "format",
                        "journal",
                        "leases",
                        "lock",
                        "objects",
                        "profiles",
                        "roots",
                        "state",
                        "tmp",
                        "trash");
    }

    /** Objects are complete, intact and read-only, and what they depend on is there. */
    static void check(Disk disk) throws IOException {
        for (Entry entry : disk.objects()) {
            Path tree = entry.realization().path();
            assertThat(new TreeHasher(1).hash(tree, Progress.NONE).hash())
                    .as(entry.ref().toString())
                    .isEqualTo(entry.object().tree());
            for (List<Ref.RRef> refs : entry.object().dependencies().values()) {
                assertThat(refs).allMatch(ref -> disk.object(ref).isPresent());
            }
            assertThat(disk.definition(entry.ref().dref())).isPresent();
            assertThat(list(disk.layout().object(entry.ref())).stream().map(Path::getFileName))
                    .containsExactlyInAnyOrder(Path.of("manifest"), Path.of("tree"));
            assertReadOnly(disk.layout().object(entry.ref()));
        }
    }

    static void assertReadOnly(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                if (!Files.isSymbolicLink(path)) {
                    int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
                    assertThat(mode & 07222).as(path.toString()).isZero();
                }
            }
        }
    }

    static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.sorted().toList();
        }
    }
}
