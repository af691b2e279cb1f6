// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldersTest {
    private static final int MOST_ROUNDS = 2_000;

    @TempDir
    private Path directory;

    /** One more file comes when the first has gone: after the folder was listed, before it is removed. */
    @Test
    void deletesWhatIsWrittenMeanwhile() throws Exception {
        int late = 0;
        for (int round = 0; round < MOST_ROUNDS && late < 20; round++) {
            Path folder = Files.createDirectory(directory.resolve("r" + round));
            for (int i = 0; i < 10; i++) {
                Files.createFile(folder.resolve("f" + i));
            }
            CompletableFuture<Boolean> writer = CompletableFuture.supplyAsync(() -> writes(folder));

            Folders.delete(folder);

            late += writer.get(10, TimeUnit.SECONDS) ? 1 : 0;
            assertThat(folder).as("round %d", round).doesNotExist();
        }
        assertThat(late).as("rounds in which a file came in time").isPositive();
    }

    /** Whether its file was in time. */
    private static boolean writes(Path folder) {
        try {
            String[] left;
            do {
                left = folder.toFile().list();
            } while (left != null && left.length == 10);
            Files.createFile(folder.resolve("late"));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void deletesALinkAndNotWhatItLeadsTo() throws Exception {
        Path kept = Files.createFile(
                Files.createDirectory(directory.resolve("other")).resolve("kept"));
        Path folder = Files.createDirectory(directory.resolve("folder"));
        Files.createSymbolicLink(folder.resolve("link"), kept.getParent());

        Folders.delete(folder);

        assertThat(folder).doesNotExist();
        assertThat(kept).exists();
    }

    @Test
    void whatIsNotThereIsDeletedAlready() {
        Folders.delete(directory.resolve("nowhere"));

        assertThat(directory).isEmptyDirectory();
    }
}
