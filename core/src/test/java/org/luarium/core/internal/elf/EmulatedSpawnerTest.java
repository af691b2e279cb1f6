// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.elf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.core.internal.elf.SpawnerClient.Event;

/**
 * The spawner for aarch64, on a machine of its own or in qemu's user-mode emulation. The latter replaces CLONE_VM |
 * CLONE_VFORK by fork, so what a failed child reports through shared memory is only tested on a real machine.
 */
@Timeout(60)
final class EmulatedSpawnerTest {
    private static final int EBADF = 9;

    @TempDir
    private Path directory;

    private SpawnerClient spawner;

    @BeforeEach
    void start() throws Exception {
        spawner = SpawnerClient.start(directory, Architecture.AARCH64);
    }

    @AfterEach
    void stop() throws Exception {
        if (spawner != null) {
            spawner.stop();
        }
    }

    @Test
    void performsCalls() throws Exception {
        String folder = directory.resolve("made").toString();
        SyscallProgram program = spawner.program();
        program.call(Syscall.MKDIRAT, SpawnerClient.AT_FDCWD, program.string(folder), 0700)
                .tryCall(Syscall.CLOSE, 1000)
                .call(Syscall.CLOSE, 1000);

        Event reply = spawner.here(program);

        assertThat(Path.of(folder)).isDirectory();
        assertThat(reply.first()).isEqualTo(-EBADF);
        assertThat(reply.second()).isEqualTo(2);
    }

    @Test
    void startsChildrenAndReportsTheirEnd() throws Exception {
        Path out = directory.resolve("out");
        int pid = spawner.spawn("/bin/sh", "-c", "echo \"$1\" > \"$0\"; exit 7", out.toString(), "a b");

        assertThat(spawner.exit(pid).exitCode()).isEqualTo(7);
        assertThat(Files.readString(out)).isEqualTo("a b\n");
    }

    @Test
    void killsChildrenWhenTheRequestsEnd() throws Exception {
        int killed = spawner.spawn("/bin/sleep", "1000");
        int left = spawner.spawn("/bin/sleep", "1000");
        spawner.kill(killed);
        assertThat(spawner.exit(killed).signal()).isEqualTo(SpawnerClient.SIGKILL);

        spawner.requests().close();

        assertThat(spawner.process().waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(spawner.process().exitValue()).isZero();
        assertThat(SpawnerClient.runs(left)).isFalse();
    }
}
