// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.distribution.Luarium.Result;
import org.luarium.distribution.Luarium.Running;

/** What ends Luarium from outside. */
final class SignalIT {
    private static final String BUSY = "io.stderr:write('begun\\n') while true do end";
    private static final String WAITING = "io.stderr:write('begun\\n') return io.read()";

    @TempDir
    private Path directory;

    private Path home;
    private Luarium luarium;

    @BeforeEach
    void prepare() {
        home = directory.resolve("home");
        luarium = Luarium.jar(home);
    }

    @AfterEach
    void leavesNoProcess() {
        await().atMost(Duration.ofSeconds(1)).until(luarium::processes, List::isEmpty);
    }

    @ParameterizedTest
    @ValueSource(strings = {BUSY, WAITING})
    void interruptsTheScriptOnCtrlC(String code) throws Exception {
        try (Running running = begun("execute", code)) {
            running.signal("INT");
            Result result = running.await();

            assertThat(result.code()).isEqualTo(130);
            assertThat(result.err()).contains("interrupted!").doesNotContain("\tat ");
            assertThat(home.resolve("run")).isEmptyDirectory();
        }
    }

    @Test
    void endsOrderlyWhenItIsToldTo() throws Exception {
        try (Running running = begun("execute", BUSY)) {
            running.signal("TERM");

            assertThat(running.await().code()).isEqualTo(143);
            assertThat(home.resolve("run")).isEmptyDirectory();
        }
    }

    @Test
    void leavesNoLuaBehindWhenItIsKilledAndTheNextOneCleansUp() throws Exception {
        try (Running running = begun("execute", BUSY)) {
            assertThat(luarium.processes()).hasSizeGreaterThan(1);

            running.signal("KILL");

            await().atMost(Duration.ofSeconds(1)).until(luarium::processes, List::isEmpty);
        }
        assertThat(home.resolve("run")).isNotEmptyDirectory();

        assertThat(luarium.run("execute", "return 1").code()).isZero();
        assertThat(home.resolve("run")).isEmptyDirectory();
    }

    @Test
    void endsQuietlyWhenNobodyReadsItsOutput() throws Exception {
        Process process = new ProcessBuilder(
                        Luarium.JAVA,
                        "-jar",
                        Luarium.JAR.toString(),
                        "--home",
                        home.toString(),
                        "execute",
                        "while true do print(('x'):rep(100)) end")
                .start();
        try {
            try (InputStream output = process.getInputStream()) {
                assertThat(output.read()).isEqualTo('x');
            }

            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(141);
            String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(Luarium.withoutWarningsOfJava(errors)).isEmpty();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void endsTheShellWhenItIsToldTo() throws Exception {
        try (Running running = luarium.start()) {
            await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(home.resolve("deploy")));
            running.type("vm:create a\n");
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> luarium.processes().size() > 2);

            running.signal("TERM");

            assertThat(running.await().code()).isEqualTo(143);
            assertThat(home.resolve("run")).isEmptyDirectory();
        }
    }

    private Running begun(String... arguments) throws Exception {
        Running running = luarium.start(arguments);
        await().atMost(Duration.ofSeconds(30)).until(() -> running.seen().contains("begun"));
        return running;
    }
}
