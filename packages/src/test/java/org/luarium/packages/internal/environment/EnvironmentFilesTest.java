// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.environment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentFilesTest {
    private static final int ROUNDS = 20;

    @TempDir
    private Path root;

    /** Each removal of an environment removes what the others have left as well. */
    @Test
    void severalMayRemoveTheSame() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Path folder = Files.createDirectory(root.resolve(".gone-" + round));
            for (int i = 0; i < 40; i++) {
                Path inner = Files.createDirectories(folder.resolve("share").resolve("rock" + i));
                Files.createFile(inner.resolve("init.lua"));
            }
            CyclicBarrier start = new CyclicBarrier(2);

            CompletableFuture<Void> other = CompletableFuture.runAsync(() -> remove(folder, start));
            remove(folder, start);
            other.get(30, TimeUnit.SECONDS);

            assertThat(folder).doesNotExist();
        }
    }

    private static void remove(Path folder, CyclicBarrier start) {
        try {
            start.await(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        EnvironmentFiles.delete(folder);
    }
}
