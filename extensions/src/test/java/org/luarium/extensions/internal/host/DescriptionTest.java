// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.extension.ExtensionSpec;
import org.luarium.extension.ExtensionSpecBuilder;
import org.luarium.extension.RestartPolicy;
import org.luarium.extensions.sample.UnrulyExtension;
import org.luarium.isolate.Confinement;

class DescriptionTest {
    @ParameterizedTest
    @ValueSource(strings = {"", " ", "...", "///", "__", "-"})
    void line1_nameWithoutLetterOrDigitIsRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExtensionSpec.java(name))
                .withMessageContaining("letter or digit")
                .withMessageContaining("'" + name + "'");
    }

    @Test
    void line1_longNameIsRefused() {
        assertThat(ExtensionSpec.folderName("x".repeat(100))).hasSize(100);
        assertThatIllegalArgumentException().isThrownBy(() -> ExtensionSpec.java("x".repeat(101)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../../etc/passwd", ".hidden", "a/b\\c", "a\0b", "..x..", "a/../b", "x.", "-rf", "C:\\x", "~u"})
    void line2_nameIsOneElementOfAPath(String name) {
        String folder = ExtensionSpec.folderName(name);
        assertThat(folder)
                .doesNotContain("..", "/", "\\", "\0", ":", "~")
                .doesNotStartWith(".")
                .doesNotStartWith("-");
        assertThat(Path.of("/root-of-all").resolve(folder).normalize().getNameCount())
                .isEqualTo(2);
    }

    @Test
    void line3_lettersOfAnyScriptAreKept() {
        assertThat(ExtensionSpec.folderName("  Größe   日本__x  ")).isEqualTo("Größe_日本_x");
        assertThat(ExtensionSpec.folderName("Gro\u0308\u00dfe")).isEqualTo("Gr\u00f6\u00dfe");
    }

    @Test
    void line9_errorsNameTheFieldAndWhatItMayBe() {
        ExtensionSpecBuilder spec = ExtensionSpec.java("x");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> spec.memoryBytes(1))
                .withMessageContaining("memoryBytes")
                .withMessageContaining(Long.toString(16 << 20))
                .withMessageContaining("not 1");
        assertThatIllegalArgumentException().isThrownBy(() -> spec.processes(0)).withMessageContaining("processes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> spec.openFiles(63))
                .withMessageContaining("openFiles");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> spec.frameBytes(1))
                .withMessageContaining("frameBytes");
        assertThatIllegalArgumentException().isThrownBy(() -> spec.threads(0)).withMessageContaining("threads");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> spec.callsInFlight(0))
                .withMessageContaining("callsInFlight");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> spec.sharedBytes(-1))
                .withMessageContaining("sharedBytes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> spec.scratchBytes(-1))
                .withMessageContaining("scratchBytes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> spec.callTime(Duration.ZERO))
                .withMessageContaining("callTime must be positive, not PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> spec.stopTime(Duration.ofMillis(-1)))
                .withMessageContaining("stopTime");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> spec.cpuTime(Duration.ofMillis(999)))
                .withMessageContaining("cpuTime must be at least PT1S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> spec.debugPort(65_536))
                .withMessageContaining("debugPort");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExtensionSpec.java("x", UnrulyExtension.class))
                .withMessageContaining("interfaces only");
    }

    @Test
    void line11_defaultsAreTheStrictOnes() {
        ExtensionSpec spec =
                ExtensionSpec.java("minimal").main("org.example.Main").build();
        assertThat(spec.isolated()).isTrue();
        assertThat(spec.mode()).isEqualTo(Confinement.Mode.REQUIRED);
        assertThat(spec.network()).isFalse();
        assertThat(spec.grants()).isEmpty();
        assertThat(spec.dependencies()).isEmpty();
        assertThat(spec.readable()).isEmpty();
        assertThat(spec.writable()).isEmpty();
        assertThat(spec.cpuTime()).isEmpty();
        assertThat(spec.debugPort()).isEmpty();
        assertThat(spec.restart()).isEqualTo(RestartPolicy.ON_FAILURE);
    }

    @Test
    void line12_relativeAndEmptyPathsAreRefused() {
        for (String path : new String[] {"", "x", "./x", "../x"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ExtensionSpec.java("x").readable(Path.of(path)))
                    .withMessageContaining("readable must be an absolute path, not '" + path + "'");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ExtensionSpec.java("x").writable(Path.of(path)));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ExtensionSpec.java("x").jar(Path.of(path)));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/tmp",
                "/etc",
                "/root",
                "/home",
                "/proc",
                "/sys",
                "/var",
                "/run",
                "/dev",
                "/proc/self",
                "/sys/fs",
                "/home/u/..",
                "/tmp/",
                "/x/../etc"
            })
    void line91_whatHoldsTooMuchIsRefused(String path) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExtensionSpec.java("x").readable(Path.of(path)))
                .withMessageContaining("holds too much of the host");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExtensionSpec.java("x").writable(Path.of(path)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/tmp/x", "/home/u/data", "/var/lib/x", "/etc/x.conf", "/run/x", "/root/x", "/dev/shm/x"})
    void line91_whatIsBelowIsFine(String path) {
        ExtensionSpec spec = ExtensionSpec.java("x")
                .readable(Path.of(path))
                .writable(Path.of(path))
                .build();
        assertThat(spec.readable()).containsExactly(Path.of(path));
        assertThat(spec.writable()).containsExactly(Path.of(path));
    }

    @Test
    void debuggerNeedsAJvmThatCanBeReached() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExtensionSpec.java("x").debugPort(0).build())
                .withMessageContaining("add network(true)");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        ExtensionSpec.lua("x", "m").network(true).debugPort(0).build())
                .withMessageContaining("kind JAVA");
        assertThat(ExtensionSpec.java("x").network(true).debugPort(8000).build().debugPort())
                .hasValue(8000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../etc", "/etc", "a/b", "..", ".", "a\\b", "a\u0000b"})
    void line6_environmentIsANameAndNoPath(String path) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExtensionSpec.lua("a", "a").environment(path))
                .withMessageContaining("environment");
    }
}
