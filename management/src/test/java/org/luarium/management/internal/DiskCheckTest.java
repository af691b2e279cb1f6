// SPDX-License-Identifier: Apache-2.0
package org.luarium.management.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskCheckTest {
    @TempDir
    private Path folder;

    @Test
    void littleSpaceIsTold() {
        DiskCheck check = new DiskCheck(folder);

        assertThat(check.judge(1L << 40).getStatus()).isEqualTo(Result.Status.OK);
        assertThat(check.judge(100L << 20).getStatus()).isEqualTo(Result.Status.WARN);
        assertThat(check.judge(1L << 20).getStatus()).isEqualTo(Result.Status.CRITICAL);
        assertThat(check.judge(1L << 20).toString()).contains("1 MiB left", "store:collect");
    }

    @Test
    void aFolderThatIsGoneIsCritical() {
        assertThat(new DiskCheck(folder.resolve("gone")).execute().getStatus()).isEqualTo(Result.Status.CRITICAL);
    }
}
