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

/** The examples that are bundles, dropped into a running Luarium as their documents say. */
final class ExamplesIT {
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
        drop("hello.stage", "store:stages", "hello-script");

        assertThat(greeting("hello-script")).isEqualTo("Hello World!\n");
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/cc")) && Files.isExecutable(Path.of("/usr/bin/make")),
                "this machine has no cc or no make, so hello in C is not built");
        assertThat(greeting("hello")).isEqualTo("Hello World!\n");
    }

    @Test
    void experimentsAreRunAndWalkedThrough() throws Exception {
        drop("experiment.stage", "store:stages", "experiment");

        ask("store:realize experiment --force");
        ask("store:realize experiment --force");

        assertThat(ask("store:list | grep model")).contains("rref:");
        assertThat(ask("experiment:walk"))
                .contains("given up; what was finished stays:")
                .contains("The best line so far is off by 0.0.");
    }

    @Test
    void extensionInLuaCountsWords() throws Exception {
        drop("extension.lua", "gogo:help | grep words", "words:count");

        assertThat(ask("words:count \"the house behind the house\"")).contains("house 2\nbehind 1");
    }

    @Test
    void applicationInstallsAPackageAndComputes() throws Exception {
        drop("bioxen", "gogo:help | grep bioxen", "bioxen:compute");

        assertThat(ask("bioxen:compute 10")).contains("Result:\t385");
        assertThat(ask("session:list")).doesNotContain("app_vm");
    }

    @Test
    void extensionsHaveReleasesOfALibraryThatDoNotGoTogether() throws Exception {
        Path file = drop("extension.java", "guava:greet you", "guest 2");

        assertThat(ask("guava:greet"))
                .containsPattern(
                        "Hello stranger, you are guest [0-9]*[13579]: Objects.firstNonNull of Guava 16\\.0\\.1\n")
                .containsPattern(
                        "Hello stranger, you are guest [0-9]*[02468]: MoreObjects.firstNonNull of Guava 33\\.");
        assertThat(ask("extension:list"))
                .containsPattern("guava16 +java +ready +1 ")
                .containsPattern("guava33 +java +ready +1 ");

        Files.delete(file);
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(300))
                .until(() -> !ask("extension:list").contains("guava"));
    }

    @Test
    void repositoryIsThereAsLongAsItsFileAndWhatWasInstalledStays() throws Exception {
        String cut = "vm:execute lab \"return #require('restriction').digest('TTGAATTCAA', 'EcoRI')\"";
        Path file = drop("repository", "package:search restriction", "1.0.0-1");
        ask("package:install restriction --environment lab");
        ask("vm:create lab --environment lab");
        assertThat(ask(cut)).startsWith("2\n");

        Files.delete(file);
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(300))
                .until(() -> !ask("package:search restriction").contains("1.0.0-1"));
        ask("vm:remove lab");
        ask("vm:create lab --environment lab");

        assertThat(ask(cut)).startsWith("2\n");
    }

    private Path drop(String property, String command, String expected) throws IOException {
        Path draft = Files.copy(Path.of(System.getProperty("luarium." + property)), home.resolve("draft.jar"));
        Path file = home.resolve("deploy").resolve(property + ".jar");
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(300))
                .until(() -> ask(command).contains(expected));
        return file;
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
