// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.store.BuildFailedException;
import org.luarium.store.Config;
import org.luarium.store.Realizer;
import org.luarium.store.Ref;
import org.luarium.store.Stage;
import org.luarium.store.StoreAccessException;
import org.luarium.store.StoreException;

/** A store on a disk of one MiB, which is full sooner or later; without the right to make one, a limit on the size of files. */
@Timeout(60)
final class FullDiskTest {
    private static final int MIB = 1 << 20;

    @TempDir
    Path folder;

    private Path disk;
    private Path root;
    private boolean mounted;
    private int checks;

    private void mount() throws Exception {
        disk = Files.createDirectory(folder.resolve("disk"));
        root = disk.resolve("store");
        assumeTrue(Privileges.isRoot(), "only root can mount a small disk");
        Process mount = new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString()).start();
        mounted = mount.waitFor(10, TimeUnit.SECONDS) && mount.exitValue() == 0;
        assumeTrue(mounted, "a small disk cannot be mounted here");
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted) {
            assertThat(new ProcessBuilder("umount", disk.toString()).start().waitFor())
                    .isZero();
        }
    }

    private Path filler() {
        return disk.resolve("filler");
    }

    private void fill() throws IOException {
        fill(0);
    }

    /** Leaves some room. */
    private void fill(int room) throws IOException {
        byte[] block = new byte[4096];
        try (OutputStream out = Files.newOutputStream(filler())) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("space");
        }
        if (room > 0) {
            try (FileChannel file = FileChannel.open(filler(), StandardOpenOption.WRITE)) {
                assertThat(file.truncate(Math.max(0, file.size() - room)).size())
                        .isPositive();
            }
        }
    }

    private static Stage<Ref.DRef> big(String name, int size) {
        return plan -> plan.derive(
                Config.builder(name).build(),
                Realizer.of("big", build -> Files.write(build.out().resolve("big"), new byte[size])));
    }

    private void assertThatNothingIsLost(Ref.RRef known) throws IOException {
        Health.check(root);
        try (StoreImpl store = new StoreImpl(root, Settings.defaults())) {
            assertThat(store.find(known)).isPresent();
            assertThat(store.realize(StoreExtension.text("known", "x")).built()).isEmpty();
            assertThat(store.realize(StoreExtension.text("after-" + checks++, "x"))
                            .built())
                    .hasSize(1);
        }
        Health.check(root);
    }

    @Test
    void crash123_diskThatIsFullInTheMiddleOfABuildFailsIt() throws Exception {
        mount();
        Ref.RRef known;
        try (StoreImpl store = new StoreImpl(root, Settings.defaults())) {
            known = store.realize(StoreExtension.text("known", "x")).one().ref();

            assertThatThrownBy(() -> store.realize(big("big", 2 * MIB)))
                    .isInstanceOf(BuildFailedException.class)
                    .hasMessageContaining("-big");

            assertThat(Health.list(root.resolve("tmp"))).isEmpty();
            assertThat(store.realize(StoreExtension.text("more", "x")).built()).hasSize(1);
        }
        assertThatNothingIsLost(known);
    }

    /** Whatever the first thing is that does not fit any more: the content, the manifest, the log, the lease, the journal, the state. */
    @Test
    void crash123_diskThatIsFullAtAnyMomentLosesNothing() throws Exception {
        mount();
        Ref.RRef known;
        try (StoreImpl store = new StoreImpl(root, Settings.defaults())) {
            known = store.realize(StoreExtension.text("known", "x")).one().ref();
        }
        int failures = 0;
        for (int pages = 0; pages < 14; pages++) {
            try (StoreImpl store = new StoreImpl(root, Settings.defaults())) {
                fill(pages * 4096);
                for (int i = 0; i < 3; i++) {
                    String name = "page-" + pages + "-" + i;
                    Throwable problem = catchThrowable(() -> store.realize(StoreExtension.text(name, "x")));
                    if (problem != null) {
                        failures++;
                        assertThat(problem).isInstanceOfAny(BuildFailedException.class, StoreAccessException.class);
                    }
                    assertThat(store.find(known)).isPresent();
                }
            }
            Files.delete(filler());
            assertThatNothingIsLost(known);
        }
        assertThat(failures).isBetween(3, 41);
    }

    @Test
    void storeOnAFullDiskIsOpenedAndRead() throws Exception {
        mount();
        Ref.RRef known;
        try (StoreImpl store = new StoreImpl(root, Settings.defaults())) {
            known = store.realize(StoreExtension.text("known", "x")).one().ref();
        }
        fill();

        try (StoreImpl store = new StoreImpl(root, Settings.defaults())) {
            assertThat(store.find(known)).isPresent();
            assertThat(store.realize(StoreExtension.text("known", "x")).built()).isEmpty();
            assertThatThrownBy(() -> store.realize(StoreExtension.text("new", "x")))
                    .isInstanceOf(StoreException.class);
        }

        Files.delete(filler());
        assertThatNothingIsLost(known);
    }

    @Test
    void crash123_fileThatMayNotBecomeLongerFailsTheBuild() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "there is no prlimit");
        Path store = folder.resolve("limited");
        Path output = folder.resolve("output");

        try (Child child = Child.startThrough(
                List.of("prlimit", "--fsize=65536:65536"), output, Limited.class, store.toString())) {
            assertThat(child.endsWithin(60_000)).isTrue();
            assertThat(child.exitCode()).as(child.output()).isZero();
            assertThat(child.output()).contains("failed").contains("full");
        }

        Health.check(store);
    }

    /** Fails to build something big, and then fills the journal. */
    static final class Limited {
        private Limited() {}

        public static void main(String[] arguments) {
            try (StoreImpl store = new StoreImpl(Path.of(arguments[0]), Settings.defaults())) {
                store.realize(StoreExtension.text("known", "x"));
                try {
                    store.realize(big("big", MIB));
                    throw new IllegalStateException("it was built");
                } catch (BuildFailedException e) {
                    System.out.println("failed " + e.getMessage());
                }
                try {
                    for (int i = 0; i < 1_000; i++) {
                        store.realize(StoreExtension.text("small-" + i, "x"));
                    }
                    throw new IllegalStateException("the journal has no end");
                } catch (StoreAccessException | BuildFailedException e) {
                    System.out.println("full " + e.getMessage());
                }
                store.realize(StoreExtension.text("known", "x"));
            }
        }
    }
}
