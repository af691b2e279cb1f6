// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.core.internal.cage.Cage;
import org.luarium.core.internal.elf.Architecture;
import org.luarium.core.internal.elf.Syscall;
import org.luarium.isolate.ExitStatus;

/** F5: an error in the thread that hears from the spawner. */
class SpawnerFaultTest {
    @TempDir
    private Path folder;

    /** An end whose completion throws, in the thread of the spawner. */
    private static final class Poison extends CompletableFuture<ExitStatus> {
        @Override
        public boolean complete(ExitStatus value) {
            throw new OutOfMemoryError("injected");
        }
    }

    private static ChildProcess sleeper(FifoLauncher launcher) throws Exception {
        return launcher.launch(new LaunchSpec(
                "sleeper",
                List.of("/bin/sh", "-c", "exec sleep 1000", "sh"),
                List.of(),
                List.of("PATH=/usr/bin:/bin"),
                Cage.NONE));
    }

    private static Spawner spawnerOf(FifoLauncher launcher) throws Exception {
        Field field = FifoLauncher.class.getDeclaredField("spawner");
        field.setAccessible(true);
        return (Spawner) field.get(launcher);
    }

    @Test
    void endsWhatNobodyWouldHearOfAndStartsAnother() throws Exception {
        assumeTrue(Architecture.current().isPresent());
        try (FifoLauncher launcher = new FifoLauncher(Folders.createPrivate(folder.resolve("fifo")))) {
            ChildProcess lost = sleeper(launcher);
            Spawner spawner = spawnerOf(launcher);
            long parent = ProcessHandle.of(lost.pid())
                    .orElseThrow()
                    .parent()
                    .orElseThrow()
                    .pid();

            CompletableFuture<Long> started = spawner.runInChild(
                    0,
                    program -> program.call(
                            Syscall.EXECVE,
                            program.string("/bin/true"),
                            program.strings(List.of("true")),
                            program.strings(List.of())),
                    new Poison());

            assertThat(started.get(5, TimeUnit.SECONDS)).isPositive();
            assertThat(lost.exit().get(5, TimeUnit.SECONDS).signal()).hasValue(9);
            assertThat(Files.exists(Path.of("/proc/" + lost.pid()))).isFalse();
            assertThat(Files.exists(Path.of("/proc/" + parent))).isFalse();
            assertThat(spawner.alive()).isFalse();
            ChildProcess next = sleeper(launcher);
            assertThat(next.pid()).isPositive();
            assertThat(spawnerOf(launcher)).isNotSameAs(spawner);
            lost.kill();
            lost.dispose();
            next.kill();
            assertThat(next.exit().get(5, TimeUnit.SECONDS).signal()).hasValue(9);
            next.dispose();
        }
    }

    @Test
    void leavesNoFolderOfABatchThatFailed() throws Exception {
        assumeTrue(Architecture.current().isPresent());
        Path directory = Folders.createPrivate(folder.resolve("fifo"));
        try (FifoLauncher launcher = new FifoLauncher(directory)) {
            ChildProcess first = sleeper(launcher);
            // The second batch is of two folders
            Files.createDirectory(directory.resolve("i3"));

            assertThatThrownBy(() -> sleeper(launcher)).isInstanceOf(IOException.class);

            assertThat(directory.resolve("i2")).doesNotExist();
            first.kill();
            assertThat(first.exit().get(5, TimeUnit.SECONDS).signal()).hasValue(9);
            first.dispose();
        }
    }
}
