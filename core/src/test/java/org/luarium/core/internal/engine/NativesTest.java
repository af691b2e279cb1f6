// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.luarium.core.internal.elf.Architecture;
import org.luarium.core.internal.elf.LauncherImage;

final class NativesTest {
    @ParameterizedTest
    @FieldSource("org.luarium.core.internal.engine.Natives#ALL")
    void theLibraryOfEachPlatformIsTheOneThatIsPinned(Natives natives) throws IOException {
        byte[] library = Resources.read("/engine/jvm/lua54-natives.jar", natives.file());

        assertThat(FileSet.sha256(library)).isEqualTo(natives.sha256());
        assertThat(new String(library, StandardCharsets.ISO_8859_1)).contains("$LuaVersion: " + Natives.VERSION + " ");
    }

    @ParameterizedTest
    @EnumSource
    void theLauncherIsTheOneThatIsPinned(Architecture architecture) {
        assertThat(EmbeddedNative.launcherSha256(architecture))
                .as("after a change of the launcher, EmbeddedNative must name its new checksum")
                .isEqualTo(FileSet.sha256(LauncherImage.of(architecture)));
    }

    @ParameterizedTest
    @EnumSource
    void theLauncherLoadsThePinnedLibrary(Architecture architecture) throws IOException {
        Natives natives = Natives.of("linux-" + (architecture == Architecture.X86_64 ? "x86_64" : "aarch64"))
                .orElseThrow();

        assertThat(LauncherImage.libraryFileName(architecture)).isEqualTo(natives.file());
        assertThat(FileSet.sha256(EmbeddedNative.library(natives))).isEqualTo(natives.sha256());
    }

    @ParameterizedTest
    @CsvSource({
        "Linux, amd64, linux-x86_64",
        "Linux, aarch64, linux-aarch64",
        "Linux, i386, linux-x86",
        "Linux, arm, linux-arm",
        "Linux, riscv64, linux-riscv64",
        "Mac OS X, aarch64, macos-aarch64",
        "Mac OS X, x86_64, macos-x86_64",
        "Windows 11, amd64, windows-x86_64",
        "FreeBSD, amd64, freebsd-x86_64"
    })
    void namesPlatforms(String osName, String osArch, String platform) {
        assertThat(Natives.platform(osName, osArch)).isEqualTo(platform);
    }

    @Test
    void thereIsNoneForUnknownPlatforms() {
        assertThat(Natives.of("freebsd-x86_64")).isEmpty();
        assertThat(Natives.of(Natives.currentPlatform())).isPresent();
    }

    @Test
    void theChildJvmGetsAllOfItsClasses() throws Exception {
        Path first = Path.of(NativesTest.class
                .getResource("/" + EmbeddedJvm.PACKAGE + "LuaMain.class")
                .toURI());

        try (Stream<Path> classes = Files.list(first.getParent())) {
            assertThat(classes.map(file -> file.getFileName().toString().replace(".class", "")))
                    .filteredOn(name -> !name.equals("package-info"))
                    .containsExactlyInAnyOrderElementsOf(EmbeddedJvm.CLASSES);
        }
    }
}
