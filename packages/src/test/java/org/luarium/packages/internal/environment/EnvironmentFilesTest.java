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
    private static final int ROUNDS = 100;

    @TempDir
    private Path root;

    @Test
    void environmentsAreRemovedSideBySide() throws Exception {
        EnvironmentFiles files = new EnvironmentFiles(root, object -> root);
        for (int round = 0; round < ROUNDS; round++) {
            CyclicBarrier start = new CyclicBarrier(2);

            CompletableFuture<Void> other = CompletableFuture.runAsync(() -> remove(files, "one", start));
            remove(files, "other", start);
            other.get(30, TimeUnit.SECONDS);

            assertThat(root).isEmptyDirectory();
        }
    }

    private static void remove(EnvironmentFiles files, String environment, CyclicBarrier start) {
        try {
            for (int i = 0; i < 10; i++) {
                Path modules = Files.createDirectories(
                        files.folder(environment, i).resolve("share").resolve("rock"));
                Files.createFile(modules.resolve("init.lua"));
            }
            start.await(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        files.remove(environment);
    }
}
