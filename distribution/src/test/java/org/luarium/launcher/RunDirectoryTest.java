// SPDX-License-Identifier: Apache-2.0
package org.luarium.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunDirectoryTest {
    @TempDir
    private Path directory;

    private Home home;

    @BeforeEach
    void open() throws LauncherException {
        home = Home.open(Optional.of(directory.resolve("home").toString()));
    }

    @Test
    void isGoneWhenItIsClosed() throws Exception {
        Path path;
        try (RunDirectory run = RunDirectory.create(home)) {
            path = run.path();
            Path outside = Files.createFile(directory.resolve("outside"));
            Files.createDirectories(path.resolve("a/b"));
            Files.createFile(path.resolve("a/b/c"));
            Files.createSymbolicLink(path.resolve("a/link"), directory);

            assertThat(path).isDirectory();
            assertThat(outside).exists();
        }

        assertThat(path).doesNotExist();
        assertThat(directory.resolve("outside")).exists();
    }

    @Test
    void sweepsWhatADeadProcessLeft() throws Exception {
        ProcessIdentity own = ProcessIdentity.own();
        Path reused = Files.createDirectories(home.path().resolve("run/" + own.pid() + "-1-" + own.boot() + "/x"));

        try (RunDirectory run = RunDirectory.create(home)) {
            assertThat(run.path()).isDirectory();
            assertThat(reused.getParent()).doesNotExist();
        }
    }

    @Test
    void keepsWhatBelongsToALivingProcessOrToNobodyItKnows() throws Exception {
        ProcessIdentity own = ProcessIdentity.own();
        Process other = new ProcessBuilder("sleep", "60").start();
        try {
            String stat = Files.readString(Path.of("/proc/" + other.pid() + "/stat"));
            String start = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19];
            Path living =
                    Files.createDirectories(home.path().resolve("run/" + other.pid() + "-" + start + "-" + own.boot()));
            Path foreign = Files.createDirectories(home.path().resolve("run/1-0-" + own.boot()));
            Files.writeString(foreign.resolve("namespace"), "pid:[1]");
            Path unknown = Files.createDirectories(home.path().resolve("run/notes"));

            try (RunDirectory run = RunDirectory.create(home)) {
                assertThat(run.path()).isDirectory();
                assertThat(living).exists();
                assertThat(foreign).exists();
                assertThat(unknown).exists();
            }
        } finally {
            other.destroyForcibly().waitFor();
        }
    }

    @Test
    void sweepsWhatAnEarlierBootLeftAndTouchesNoProcess() throws Exception {
        ProcessIdentity own = ProcessIdentity.own();
        Process canary = new ProcessBuilder("sleep", "60").start();
        try {
            String stat = Files.readString(Path.of("/proc/" + canary.pid() + "/stat"));
            String start = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19];
            // The same pid and start as a process of today, and a namespace that no longer exists.
            Path before =
                    Files.createDirectories(home.path().resolve("run/" + canary.pid() + "-" + start + "-00000000"));
            Files.writeString(before.resolve("namespace"), "pid:[1]");
            Path today = Files.createDirectories(
                    home.path().resolve("run/" + canary.pid() + "-" + start + "-" + own.boot()));

            try (RunDirectory run = RunDirectory.create(home)) {
                assertThat(run.path()).isDirectory();
                assertThat(before).doesNotExist();
                assertThat(today).exists();
            }
            assertThat(canary.isAlive()).isTrue();
        } finally {
            canary.destroyForcibly().waitFor();
        }
    }
}
