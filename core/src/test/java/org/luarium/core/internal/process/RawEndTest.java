// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.core.internal.cage.Cage;
import org.luarium.core.internal.elf.Architecture;

class RawEndTest {
    private static final int MOST = 2;

    @TempDir
    private Path folder;

    private FifoLauncher launcher;
    private final List<ChildProcess> children = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        assumeTrue(Architecture.current().isPresent());
        launcher = new FifoLauncher(Folders.createPrivate(folder.resolve("fifo")), new RawEnds(MOST));
        for (int i = 0; i < 6; i++) {
            children.add(child("exec 3<>$in 4>$out; printf x >&4; while read -r line <&3; do echo \"$line\"; done"));
        }
    }

    @AfterEach
    void stop() {
        if (launcher != null) {
            launcher.close();
        }
    }

    private ChildProcess child(String script) throws IOException {
        ChildProcess child = launcher.launch(new LaunchSpec(
                "shell",
                List.of("/bin/sh", "-c", "in=$2 out=$3; " + script, "sh"),
                List.of(),
                List.of("PATH=/usr/bin:/bin"),
                Cage.NONE));
        await().until(() -> child.input().available() > 0);
        assertThat(child.input().read()).isEqualTo('x');
        child.connected();
        return child;
    }

    /** How many raw FIFOs a process has open. */
    private long open(String process) throws IOException {
        Path descriptors = Path.of("/proc", process, "fd");
        try (Stream<Path> all = Files.list(descriptors)) {
            return all.filter(each -> {
                        try {
                            String target = Files.readSymbolicLink(each).toString();
                            return target.startsWith(folder.toString()) && target.endsWith(FifoPipes.RAW);
                        } catch (IOException e) {
                            // It was the descriptor of the listing.
                            return false;
                        }
                    })
                    .count();
        }
    }

    private String spawner() {
        String executable = folder.resolve("fifo").resolve("spawner").toString();
        return ProcessHandle.current()
                .children()
                .filter(each -> each.info().command().filter(executable::equals).isPresent())
                .map(each -> Long.toString(each.pid()))
                .findFirst()
                .orElseThrow();
    }

    private static void say(ChildProcess child, String word) throws IOException {
        child.output().write((word + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static String heard(ChildProcess child, int length) {
        StringBuilder text = new StringBuilder();
        await().until(() -> {
            text.append(new String(child.takeRaw(), StandardCharsets.UTF_8));
            return text.length() >= length;
        });
        return text.toString();
    }

    private static void end(ChildProcess child) throws Exception {
        child.kill();
        child.exit().get(20, TimeUnit.SECONDS);
        child.dispose();
    }

    @Test
    void onlySomeAreOpenHereAndNothingIsLost() throws Exception {
        assertThat(open("self")).isLessThan(children.size()).isPositive();
        assertThat(open("self") + open(spawner())).isEqualTo(children.size());

        for (int i = 0; i < children.size(); i++) {
            say(children.get(i), "first " + i);
        }
        for (int i = children.size() - 1; i >= 0; i--) {
            assertThat(heard(children.get(i), 8)).isEqualTo("first " + i + "\n");
        }
        for (int i = 0; i < children.size(); i++) {
            say(children.get(i), "second " + i);
            assertThat(heard(children.get(i), 9)).isEqualTo("second " + i + "\n");
        }
        await().untilAsserted(() -> assertThat(open("self") + open(spawner())).isEqualTo(children.size()));
    }

    @Test
    void whatWaitsIsStillThereWhenTheChildHasEnded() throws Exception {
        ChildProcess oldest = children.get(0);
        say(oldest, "last words");
        ChildProcess written = children.get(children.size() - 1);
        say(written, "x");
        assertThat(heard(written, 2)).isEqualTo("x\n");
        say(oldest, "and more");
        await().until(oldest::rawWaiting);
        oldest.kill();
        oldest.exit().get(20, TimeUnit.SECONDS);

        assertThat(heard(oldest, 11)).startsWith("last words\n");
        oldest.dispose();
    }

    @Test
    void leavesNothing() throws Exception {
        for (ChildProcess child : children) {
            end(child);
        }

        assertThat(open("self")).isZero();
        await().untilAsserted(() -> assertThat(open(spawner())).isZero());
        try (Stream<Path> names = Files.list(folder.resolve("fifo").resolve("connected"))) {
            assertThat(names).isEmpty();
        }
    }
}
