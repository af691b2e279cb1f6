// SPDX-License-Identifier: Apache-2.0
package org.luarium.isolate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgramConfigTest {
    private static final Path SHELL = Path.of("/bin/sh");

    @Test
    void keepsEverythingInACopy() {
        ProgramConfig config = ProgramConfig.builder("demo", SHELL)
                .kind("shell")
                .arguments("-c", "exit")
                .environment("LANG", "C")
                .readable(Path.of("/opt/../srv/read"))
                .writable(Path.of("/dev/shm/write"))
                .workingFolder(Path.of("/srv"))
                .network(true)
                .subprocesses(true)
                .mode(Confinement.Mode.REQUIRED)
                .memoryBytes(1 << 20)
                .processes(3)
                .openFiles(17)
                .fileBytes(5)
                .cpuTime(Duration.ofSeconds(2))
                .scratchBytes(1 << 21)
                .startTime(Duration.ofSeconds(4))
                .build();

        ProgramConfig copy = config.toBuilder().build();

        assertThat(copy).usingRecursiveComparison().isEqualTo(config);
        assertThat(copy.program()).isEqualTo(SHELL);
        assertThat(copy.command()).containsExactly("/bin/sh", "-c", "exit");
        assertThat(copy.readable()).containsExactly(Path.of("/srv/read"));
        assertThat(copy.environment()).isEqualTo(Map.of("LANG", "C"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two words", "a/b", "ümlaut"})
    void refusesNames(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> ProgramConfig.builder(name, SHELL));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/tmp", "/tmp/", "/proc/self", "/sys", "/dev", "/dev/shm", "/dev/shm/../null", "relative"})
    void refusesWhatCannotBeGiven(String path) {
        ProgramConfig.Builder builder = ProgramConfig.builder("demo", SHELL);

        assertThatIllegalArgumentException().isThrownBy(() -> builder.readable(Path.of(path)));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.writable(Path.of(path)));
    }

    @Test
    void refusesWhatNoProgramCanHave() {
        ProgramConfig.Builder builder = ProgramConfig.builder("demo", SHELL);

        assertThatIllegalArgumentException().isThrownBy(() -> builder.arguments("a\0b"));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.environment("A=B", "c"));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.processes(0));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.startTime(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> ProgramConfig.builder("demo", Path.of("sh")));
    }
}
