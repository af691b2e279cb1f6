// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.distribution.Luarium.Result;
import org.luarium.distribution.Luarium.Running;

/** The shell as a person meets it, and what it deploys. */
final class TerminalIT {
    private static final int JVM_SPAWNER_AND_VM = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Path HELLO = Path.of(System.getProperty("luarium.hello"));

    @TempDir
    private Path directory;

    private Path home;
    private Luarium luarium;

    @BeforeEach
    void prepare() {
        home = directory.resolve("home");
        // Gogo keeps its history in the home of the user.
        luarium = new Luarium(
                List.of(Luarium.JAVA, Luarium.QUICK, "-Duser.home=" + directory, "-jar", Luarium.JAR.toString()), home);
    }

    @AfterEach
    void leavesNoProcess() {
        await().atMost(Duration.ofSeconds(20)).until(luarium::processes, List::isEmpty);
    }

    @Test
    void completesCommandsAndSurvivesCtrlCOnATerminal() throws Exception {
        try (Running running = terminal("").start()) {
            await().atMost(PATIENCE).until(() -> running.seen().contains("Ctrl-D"));
            running.type("vm:engi\t\r");
            await().atMost(PATIENCE).until(() -> running.seen().contains("embedded-jvm"));

            running.type("vm:create demo\r");
            await().atMost(PATIENCE).until(() -> running.seen().contains("RLIMIT_AS"));
            running.type("vm:execute demo \"io.stderr:write('be', 'gun') while true do end\"\r");
            await().atMost(PATIENCE).until(() -> running.seen().contains("begun"));
            running.type("\u0003");
            await().atMost(PATIENCE).until(() -> running.seen().contains("Interrupted"));
            running.type("vm:execute demo \"return 'al' .. 'ive'\"\r");
            await().atMost(PATIENCE).until(() -> running.seen().contains("alive"));

            running.type("\u0004");
            Result result = running.await();

            assertThat(result.code()).isZero();
            assertThat(result.out()).doesNotContain("dumb terminal").doesNotContain("\tat ");
        }
    }

    @Test
    void greetsAStrangerAndTakesHimRound() throws Exception {
        try (Running running = terminal("").start()) {
            await().atMost(PATIENCE).until(() -> running.seen().contains("Ctrl-D"));
            assertThat(Luarium.withoutWarningsOfJava(running.seen())
                            .lines()
                            .takeWhile(line -> !line.contains("luarium> ")))
                    .hasSizeLessThanOrEqualTo(7)
                    .anyMatch(line -> line.contains("luarium:tour"))
                    .anyMatch(line -> line.contains("luarium:doctor"));
            running.type("tour\r");
            await().atMost(PATIENCE).until(() -> running.seen().contains("vm:create tour    [Enter, or q]"));
            running.type("\r");
            await().atMost(PATIENCE).until(() -> running.seen().contains("'return 2 + 2'    [Enter, or q]"));
            running.type("q");
            await().atMost(PATIENCE).until(() -> running.seen().contains("luarium:tour 1 comes back here"));
            running.type("exit\r");

            assertThat(running.await().code()).isZero();
        }
    }

    @Test
    void greetsNobodyWhoSaysSo() throws Exception {
        try (Running running = terminal("--bare").start()) {
            await().atMost(PATIENCE).until(() -> running.seen().contains("luarium> "));
            running.type("quit\r");
            Result result = running.await();

            assertThat(result.code()).isZero();
            assertThat(result.out()).doesNotContain("luarium:tour");
        }
    }

    @Test
    void readsCommandsFromAPipe() throws Exception {
        Result result =
                luarium.runWithInput("vm:create a\nvm:execute a \"return 6 * 7\"\n".getBytes(StandardCharsets.UTF_8));

        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("42");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void talksToASessionThroughAPipe() throws Exception {
        String lines = "session:open a\nsession:attach a\nx = 41\nx + 1\nexit\nsession:list\n";
        Result result = luarium.runWithInput(lines.getBytes(StandardCharsets.UTF_8));

        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("lua[a]> 42\n", "a   a   ready");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void talksToASessionWhereThereIsNoJLine() throws Exception {
        byte[] lines = "x = 41\nx + 1\n".getBytes(StandardCharsets.UTF_8);
        Result result = luarium.runWithInput(lines, "-c", "session:open a > /dev/null; session:attach a");

        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("lua[a]> 42\n");
    }

    @Test
    void deploysABundleThatIsDroppedAndForgetsItWhenItIsDeleted() throws Exception {
        try (Running running = luarium.start()) {
            Path deploy = home.resolve("deploy");
            await().atMost(PATIENCE).until(() -> Files.isDirectory(deploy));
            Path draft = Files.copy(HELLO, home.resolve("hello.jar"));
            Files.move(draft, deploy.resolve("hello.jar"), StandardCopyOption.ATOMIC_MOVE);

            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(300)).until(() -> {
                running.type("hello:greet you\n");
                return running.seen().contains("Hello you, this is Lua 5.");
            });
            assertThat(luarium.processes()).hasSize(JVM_SPAWNER_AND_VM);

            Files.delete(deploy.resolve("hello.jar"));
            await().atMost(PATIENCE).until(() -> luarium.processes().size() < JVM_SPAWNER_AND_VM);

            running.feed(InputStream.nullInputStream());
            assertThat(running.await().code()).isZero();
        }
    }

    @Test
    void doesNotDeployFromADirectoryThatOthersMayWriteTo() throws Exception {
        Path deploy = Files.createDirectories(
                home.resolve("deploy"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.copy(HELLO, deploy.resolve("hello.jar"));
        Files.setPosixFilePermissions(deploy, PosixFilePermissions.fromString("rwxrwxrwx"));

        Result result = luarium.runWithInput("lb\n".getBytes(StandardCharsets.UTF_8));

        assertThat(result.err()).contains("deploy is not watched: other users may write to it");
        assertThat(result.out()).contains("Luarium API").doesNotContain("Hello");
    }

    private Luarium terminal(String options) {
        String java = "exec %s -Duser.home=%s -jar %s --home %s %s"
                .formatted(Luarium.JAVA + " " + Luarium.QUICK, directory, Luarium.JAR, home, options);
        return Luarium.terminal(200, java, home);
    }
}
