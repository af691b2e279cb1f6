// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LuaFilesTest {
    @TempDir
    private Path folder;

    private static List<Path> all(Path place) throws IOException {
        try (Stream<Path> files = Files.walk(place)) {
            return files.toList();
        }
    }

    @Test
    void everybodyMayReadThemAndOnlyTheOwnerWrite() throws IOException {
        for (Path one : all(LuaFiles.below(folder.resolve("networking")))) {
            assertThat(Files.getPosixFilePermissions(one))
                    .contains(PosixFilePermission.OTHERS_READ)
                    .doesNotContain(PosixFilePermission.OTHERS_WRITE, PosixFilePermission.GROUP_WRITE);
        }
    }

    @Test
    void writesWhatIsMissingOrWasChanged() throws IOException {
        Path place = LuaFiles.below(folder);
        byte[] core = Files.readAllBytes(place.resolve("socket/core.lua"));
        Files.writeString(place.resolve("socket/core.lua"), "return {}");
        Files.delete(place.resolve("ltn12.lua"));

        assertThat(LuaFiles.below(folder)).isEqualTo(place);

        assertThat(place.resolve("socket/core.lua")).hasBinaryContent(core);
        assertThat(place.resolve("ltn12.lua")).isRegularFile();
        assertThat(all(folder)).noneMatch(one -> one.toString().endsWith(".tmp"));
    }
}
