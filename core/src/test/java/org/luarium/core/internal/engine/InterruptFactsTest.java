// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code ExternalEngines} says about interrupts, seen on the interpreters of this machine. */
@Timeout(60)
final class InterruptFactsTest {
    private static final int SIGINT = 2;
    private static final int KILLED = 128;

    @TempDir
    private Path folder;

    private Process process;

    @AfterEach
    void kill() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    private BufferedReader start(Path program) throws Exception {
        Path script = Files.writeString(folder.resolve("loop.lua"), """
                io.stdout:setvbuf('no')
                for i = 1, 2 do
                    print(pcall(function() print('ready') local n = 0 while true do n = n + 1 end end))
                end
                """);
        process = new ProcessBuilder(program.toString(), script.toString()).start();
        return process.inputReader();
    }

    private void interrupt() throws Exception {
        assertThat(new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua5.1", "lua5.2", "lua5.3", "lua5.4"})
    void lua(String name) throws Exception {
        BufferedReader output = start(Machine.installed(name));

        assertThat(output.readLine()).isEqualTo("ready");
        interrupt();
        assertThat(output.readLine()).startsWith("false\t").endsWith("interrupted!");

        assertThat(output.readLine()).isEqualTo("ready");
        interrupt();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(KILLED + SIGINT);
    }

    @Test
    void luaJitDoesNotLeaveACompiledLoop() throws Exception {
        BufferedReader output = start(Machine.installed("luajit"));

        assertThat(output.readLine()).isEqualTo("ready");
        assertThat(process.waitFor(300, TimeUnit.MILLISECONDS)).isFalse(); // time to compile the loop
        interrupt();

        assertThat(process.waitFor(500, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(output.ready()).isFalse();
    }
}
