// SPDX-License-Identifier: Apache-2.0
package org.luarium.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is dropped into a watched directory runs with all rights of the JVM, so nobody else may be able to do that. */
final class WatchedDirectoryTest {
    @TempDir
    private Path directory;

    @Test
    void isMadeForTheOwnerOnly() throws IOException {
        Path deploy = directory.resolve("deploy");

        assertThat(FrameworkSettings.prepare(deploy)).isEmpty();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(deploy)))
                .isEqualTo("rwx------");
    }

    @Test
    void isNotWatchedWhereOthersMayWrite() throws IOException {
        Path deploy = Files.createDirectory(directory.resolve("deploy"));
        for (String permissions : new String[] {"rwxrwxr-x", "rwxr-xrwx", "rwxrwxrwx"}) {
            Files.setPosixFilePermissions(deploy, PosixFilePermissions.fromString(permissions));

            assertThat(FrameworkSettings.prepare(deploy))
                    .hasValue("other users may write to it (chmod go-w ends that)");
        }
    }

    @Test
    void isNotWatchedWhenItIsALink() throws IOException {
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Path deploy = Files.createSymbolicLink(directory.resolve("deploy"), elsewhere);

        assertThat(FrameworkSettings.prepare(deploy)).hasValue("it is a symbolic link");
    }

    @Test
    void isNotWatchedWhenItBelongsToAnotherUser() throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root can give a directory away");
        Path deploy = Files.createDirectory(directory.resolve("deploy"));
        Files.setAttribute(deploy, "unix:uid", 12345);

        assertThat(FrameworkSettings.prepare(deploy)).hasValue("it belongs to another user");
    }

    @Test
    void isNotWatchedWhereOthersMayPutAnotherInItsPlace() throws IOException {
        Path open = Files.createDirectory(directory.resolve("open"));
        Path deploy = Files.createDirectories(open.resolve("home/deploy"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThat(FrameworkSettings.prepare(deploy))
                .hasValueSatisfying(reason -> assertThat(reason).contains("may replace it", open.toString()));
    }

    @Test
    void isNotWatchedWhenItIsTheDirectoryForTemporaryFiles() {
        assumeTrue(Files.isDirectory(Path.of("/tmp")), "there is no /tmp");

        assertThat(FrameworkSettings.prepare(Path.of("/tmp"))).isPresent();
    }
}
