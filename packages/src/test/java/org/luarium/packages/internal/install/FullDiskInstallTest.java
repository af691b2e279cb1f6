// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.install;

import static org.assertj.core.api.Assertions.assertThat;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.LuariumException;
import org.luarium.packages.RockName;
import org.luarium.store.CollectOptions;
import org.luarium.store.Retention;

/** Installations on a disk that is full sooner or later (K13). */
final class FullDiskInstallTest {
    private static final int PAGE = 4096;

    @TempDir
    private Path folder;

    private Path disk;
    private boolean mounted;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectory(folder.resolve("disk"));
        Process mount = new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk.toString())
                .redirectErrorStream(true)
                .start();
        mounted = mount.waitFor(10, TimeUnit.SECONDS) && mount.exitValue() == 0;
        assumeTrue(mounted, "skipped: a small disk cannot be mounted here, which only root can");
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

    /** Leaves some room. */
    private void fill(int room) throws IOException {
        byte[] block = new byte[PAGE];
        try (OutputStream out = Files.newOutputStream(filler())) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("space");
        }
        try (FileChannel file = FileChannel.open(filler(), StandardOpenOption.WRITE)) {
            var unused = file.truncate(Math.max(0, file.size() - room));
        }
    }

    /** Whatever the first thing is that does not fit any more. */
    @Test
    void k13LeavesEnvironmentsAsTheyWereWhereTheDiskIsFull() throws Exception {
        Path place = disk.resolve("home");
        try (TestHome home = new TestHome(place).with(ConcurrentInstallTest.repository())) {
            home.install("demo", "rock0");
        }
        int failures = 0;
        int last = 1;
        for (int pages = 0; pages < 40; pages += 3) {
            try (TestHome home = new TestHome(place).with(ConcurrentInstallTest.repository())) {
                fill(pages * PAGE);
                Throwable problem = catchThrowable(() -> home.install("demo", "rock1"));
                List<String> rocks = home.environments.get("demo").rocks().stream()
                        .map(Object::toString)
                        .toList();
                if (problem != null) {
                    failures++;
                    assertThat(problem).isInstanceOf(LuariumException.class);
                    assertThat(rocks).containsExactly("rock0 1-1");
                    assertThat(home.environments.generations("demo")).hasSize(last);
                }
            }
            Files.delete(filler());
            try (TestHome home = new TestHome(place).with(ConcurrentInstallTest.repository())) {
                assertThat(home.environments.verify("demo")).isEmpty();
                assertThat(home.run("demo", "return require('rock0')")).isEqualTo("0");
                if (home.environments.get("demo").rocks().size() > 1) {
                    home.packages.remove("demo", List.of(new RockName("rock1")));
                    home.environments.prune("demo", Retention.ofLast(1));
                    home.store.collect(CollectOptions.all());
                }
                last = home.environments.generations("demo").size();
            }
        }
        assertThat(failures).isBetween(3, 13);
        try (TestHome home = new TestHome(place).with(ConcurrentInstallTest.repository())) {
            home.install("demo", "rock1");
            assertThat(home.run("demo", "return require('rock1')")).isEqualTo("1");
        }
    }
}
