// SPDX-License-Identifier: Apache-2.0
package org.luarium.launcher.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

final class LogTest {
    private final Logger log = new LogProvider().getLoggerFactory().getLogger("org.luarium.test");

    @TempDir
    private Path directory;

    @Test
    void keepsWhatItsLevelSays() {
        Log.open(directory, false, false);
        log.debug("hidden");
        log.info("shown {} {}", 1, "b", new IllegalStateException("cause"));

        assertThat(directory.resolve("luarium.log"))
                .content()
                .doesNotContain("hidden")
                .contains("INFO  [main] org.luarium.test - shown 1 b")
                .contains("IllegalStateException: cause");
    }

    @Test
    void keepsDebugRecordsOnRequest() {
        Log.open(directory, true, false);
        assertThat(Log.level("error")).isTrue();
        log.debug("shown");

        assertThat(directory.resolve("luarium.log")).content().contains("DEBUG [main] org.luarium.test - shown");
    }

    @Test
    void neverKeepsCommandLinesOfTools() {
        Log.open(directory, true, false);
        Logger tool = new LogProvider().getLoggerFactory().getLogger("org.zeroturnaround.exec.ProcessExecutor");

        assertThat(tool.isDebugEnabled()).isFalse();
        assertThat(tool.isInfoEnabled()).isTrue();
    }

    @Test
    void setsTheLevelThatAFileNames() {
        Log.open(directory, false, false);

        assertThat(Log.level("WARN")).isTrue();
        assertThat(log.isInfoEnabled()).isFalse();
        assertThat(Log.level("loud")).isFalse();
    }
}
