// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.core.internal.elf.Architecture;
import org.luarium.core.internal.elf.SpawnerImage;

class FifoPipesTest {
    private static final int ROUNDS = 3000;

    @TempDir
    private Path root;

    @Test
    void nothingIsLeftOfAChildThatMovesItsRawFifoWhileItIsDisposedOf() throws Exception {
        Architecture architecture = Architecture.current().orElse(null);
        assumeTrue(architecture != null, "skipped: there is no spawner for this system and processor");
        Path executable = root.resolve("spawner");
        FifoLauncher.write(executable, SpawnerImage.of(architecture));
        Path away = Files.createDirectory(root.resolve("connected"));
        Spawner spawner = new Spawner(executable, architecture);
        ExecutorService child = Executors.newSingleThreadExecutor();
        try {
            for (int i = 0; i < ROUNDS; i++) {
                Path folder = Files.createDirectory(root.resolve("i" + i));
                for (String name : FifoPipes.NAMES) {
                    Files.createFile(folder.resolve(name));
                }
                FifoPipes pipes = new FifoPipes(folder, away, spawner, new RawEnds(1));
                CyclicBarrier start = new CyclicBarrier(2);
                Future<?> moved = child.submit(() -> move(folder.resolve(FifoPipes.RAW), pipes.rawPath(), start));
                start.await(10, TimeUnit.SECONDS);
                pipes.dispose();
                moved.get(10, TimeUnit.SECONDS);

                assertThat(away).isEmptyDirectory();
                assertThat(folder).doesNotExist();
            }
        } finally {
            child.shutdownNow();
            spawner.close();
        }
    }

    private static boolean move(Path raw, Path to, CyclicBarrier start) throws Exception {
        start.await(10, TimeUnit.SECONDS);
        return raw.toFile().renameTo(to.toFile());
    }
}
