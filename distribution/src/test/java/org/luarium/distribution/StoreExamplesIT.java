// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.distribution.Luarium.Running;

/** The examples of stages, dropped into a running Luarium as their documents say. */
final class StoreExamplesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern OBJECT = Pattern.compile("(/\\S+/objects/\\S+/tree)");

    @TempDir
    private Path directory;

    private Path home;
    private Running running;
    private int asked;

    @BeforeEach
    void start() throws Exception {
        home = directory.resolve("home");
        running = Luarium.jar(home).start();
        await().atMost(PATIENCE).until(() -> Files.isDirectory(home.resolve("deploy")));
    }

    @AfterEach
    void kill() {
        running.close();
    }

    @Test
    void helloIsBuiltInACageAndGreetsFromTheStore() throws Exception {
        drop("hello.stage", "hello-script");

        assertThat(greeting("hello-script")).isEqualTo("Hello World!\n");
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/cc")) && Files.isExecutable(Path.of("/usr/bin/make")),
                "this machine has no cc or no make, so hello in C is not built");
        assertThat(greeting("hello")).isEqualTo("Hello World!\n");
    }

    @Test
    void experimentsAreRunAndWalkedThrough() throws Exception {
        drop("experiment.stage", "experiment");

        ask("store:realize experiment --force");
        ask("store:realize experiment --force");

        assertThat(ask("store:list | grep model")).contains("rref:");
        assertThat(ask("experiment:walk"))
                .contains("given up; what was finished stays:")
                .contains("The best line so far is off by 0.0.");
    }

    private void drop(String property, String stage) throws IOException {
        Path draft = Files.copy(Path.of(System.getProperty("luarium." + property)), home.resolve("draft.jar"));
        Files.move(draft, home.resolve("deploy").resolve(property + ".jar"), StandardCopyOption.ATOMIC_MOVE);
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(300))
                .until(() -> ask("store:stages").contains(stage));
    }

    private String greeting(String stage) throws Exception {
        String answer = ask("store:realize " + stage);
        assertThat(answer).contains("programs: confined");
        Matcher object = OBJECT.matcher(answer);
        assertThat(object.find()).as(answer).isTrue();
        Process hello = new ProcessBuilder(object.group(1) + "/bin/hello").start();
        String greeting = new String(hello.getInputStream().readAllBytes(), UTF_8);
        assertThat(hello.waitFor()).isZero();
        return greeting;
    }

    /** What the shell prints for a line. */
    private String ask(String line) throws IOException {
        int from = running.seen().length();
        String mark = "answered-" + asked++;
        running.type(line + "\necho " + mark + "\n");
        await().atMost(PATIENCE).until(() -> running.seen().substring(from).contains(mark));
        return running.seen().substring(from);
    }
}
