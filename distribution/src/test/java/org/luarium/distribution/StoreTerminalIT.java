// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.distribution.Luarium.Running;

/** A person at a real terminal, with a real store. */
final class StoreTerminalIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern CONTROLS = Pattern.compile("\r|\u001b(\\[[0-9;?]*[A-Za-z@]|[=>78])");
    private static final String PROMPT = "luarium> ";

    @TempDir
    private Path directory;

    private Luarium luarium;
    private Running running;
    private int mark;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "skipped: there is no script to make a terminal");
        Path home = directory.resolve("home");
        String java =
                "trap : INT; stty rows 50 cols 120; %s -Duser.home=%s -Djava.io.tmpdir=%s -jar %s --home %s; stty -a"
                        .formatted(
                                Luarium.JAVA + " " + Luarium.QUICK,
                                directory,
                                Files.createDirectory(directory.resolve("tmp")),
                                Luarium.JAR,
                                home);
        luarium = new Luarium(List.of("script", "-qefc", java, "/dev/null"), home)
                .withoutHomeOption()
                .with("TERM", "xterm")
                .with("SHELL", "/bin/sh");
        running = luarium.start();
        awaitText("Ctrl-D");
        type("store:node hello greeting=Hello\r", "origin", PROMPT);
    }

    @AfterEach
    void leavesNoProcess() {
        running.close();
        await().atMost(Duration.ofSeconds(20)).until(luarium::processes, List::isEmpty);
    }

    @Test
    void startsAShellInACopyAndRemovesItAfterwards() throws Exception {
        type("store:shell hello\r", "# ");
        type("echo \"$(cat greeting) from\" $((6 * 7))\r", "Hello from 42");
        type("echo more > greeting; pwd\r", directory.resolve("tmp") + "/luarium-store-");
        type("half a line\u0003", "# ");
        type("echo al''ive\r", "alive");

        type("exit\r", PROMPT);
        type("store:cat hello greeting\r", "Hello");
        assertThat(directory.resolve("tmp")).isDirectoryNotContaining("glob:**/luarium-store-*");
        end();
    }

    @Test
    void showsProgressAndStopsAtCtrlC() throws Exception {
        type("store:define slow 'echo begun; sleep 600' source=hello\r", "dref:");
        type("store:realize slow\r", "1/2  slow  begins");
        type("\u0003", PROMPT);
        type("store:list\r", "-hello");
        assertThat(plain(afterMark())).doesNotContain("-slow");
        end();
    }

    private void type(String keys, String... expected) throws IOException {
        mark = running.seen().length();
        running.type(keys);
        for (String text : expected) {
            awaitText(text);
        }
    }

    private String afterMark() {
        return running.seen().substring(mark);
    }

    /** What appears after the last keys, without the control sequences of the editor. */
    private void awaitText(String expected) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> assertThat(plain(afterMark())).contains(expected));
    }

    private static String plain(String text) {
        return CONTROLS.matcher(text).replaceAll("");
    }

    /** The shell works, ends, and leaves the terminal with echo and line editing. */
    private void end() throws Exception {
        type("vm:list\r", "SCRIPTS");
        type("\u0004", "");
        assertThat(running.await().out()).containsPattern(" icanon").containsPattern(" echo ");
    }
}
