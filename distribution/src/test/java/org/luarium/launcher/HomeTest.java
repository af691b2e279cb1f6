// SPDX-License-Identifier: Apache-2.0
package org.luarium.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HomeTest {
    @TempDir
    private Path directory;

    @Test
    void makesDirectoriesForTheOwnerOnly() throws Exception {
        Home home = Home.open(Optional.of(directory.resolve("a/b").toString()));

        assertThat(permissions(home.path())).isEqualTo("rwx------");
        assertThat(permissions(home.directory("log"))).isEqualTo("rwx------");
    }

    @Test
    void refusesADirectoryThatOthersMayWriteTo() throws IOException {
        Path open = Files.createDirectory(directory.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxr-x"));

        assertThatThrownBy(() -> Home.open(Optional.of(open.toString())))
                .isInstanceOf(LauncherException.class)
                .hasMessageContaining("other users may write to it")
                .hasMessageContaining("--home");
    }

    @Test
    void refusesADirectoryOfAnotherUser() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root can give a directory away");
        Path foreign = Files.createDirectory(directory.resolve("foreign"));
        Files.setAttribute(foreign, "unix:uid", 12345);

        assertThatThrownBy(() -> Home.open(Optional.of(foreign.toString())))
                .isInstanceOf(LauncherException.class)
                .hasMessageContaining("belongs to another user");
    }

    @Test
    void refusesAFile() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));

        assertThatThrownBy(() -> Home.open(Optional.of(file.toString())))
                .isInstanceOf(LauncherException.class)
                .hasMessageContaining("it is not a directory");
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
