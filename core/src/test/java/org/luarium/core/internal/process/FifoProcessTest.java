// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.core.internal.cage.Cage;
import org.luarium.core.internal.elf.Architecture;

class FifoProcessTest {
    @TempDir
    private Path folder;

    private FifoLauncher launcher;

    @BeforeEach
    void start() throws IOException {
        assumeTrue(Architecture.current().isPresent());
        launcher = new FifoLauncher(Folders.createPrivate(folder.resolve("fifo")));
    }

    @AfterEach
    void stop() {
        launcher.close();
    }

    /** A shell that runs a script with {@code $in} and {@code $out}, connected once it has written an {@code x}. */
    private ChildProcess connected(String script) throws IOException {
        String code = "in=$2 out=$3; " + script;
        ChildProcess child = launcher.launch(new LaunchSpec(
                "shell", List.of("/bin/sh", "-c", code, "sh"), List.of(), List.of("PATH=/usr/bin:/bin"), Cage.NONE));
        Awaitility.await()
                .pollInterval(Duration.ofMillis(2))
                .until(() -> child.input().available() > 0);
        assertThat(child.input().read()).isEqualTo('x');
        child.connected();
        return child;
    }

    private static void end(ChildProcess child) throws Exception {
        child.kill();
        child.exit().get(10, TimeUnit.SECONDS);
        child.dispose();
    }

    @Test
    void hasNoPidWhenTheSpawnerEndsBeforeItTellsOne() throws Exception {
        FifoProcess child = (FifoProcess) connected("exec 3<>$in 4>$out; printf x >&4; exec sleep 100");
        long real = child.pid();
        CompletableFuture<Long> told = new CompletableFuture<>();
        child.start(told);
        CompletableFuture<Long> pid = new CompletableFuture<>();
        Thread asks = new Thread(() -> pid.completeAsync(child::pid, Runnable::run));
        asks.start();
        Awaitility.await().until(() -> asks.getState() == Thread.State.WAITING);

        told.completeExceptionally(new SpawnerGoneException("the spawner is gone", null));

        assertThat(pid.get(10, TimeUnit.SECONDS)).isZero();
        assertThatThrownBy(child::awaitStart).isInstanceOf(SpawnerGoneException.class);
        child.start(CompletableFuture.completedFuture(real));
        end(child);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "exec 3<>$in 4>$out; printf x >&4; exec sleep 100",
                // What holds it is a child of the child, as under a wrapper that does not exec.
                "(exec 3<>$in 4>$out; printf x >&4; exec sleep 100); :",
                "exec 3<>$in 4>$out; printf x >&4; sleep 100 & exec 4>&-; wait"
            })
    void hasNotHungUpWhileAnyoneHoldsItsEnd(String script) throws Exception {
        ChildProcess child = connected(script);

        for (int i = 0; i < 20; i++) {
            assertThat(child.hungUp()).isFalse();
        }

        end(child);
    }

    @Test
    void hasHungUpWhenNobodyHoldsItsEnd() throws Exception {
        ChildProcess child = connected("exec 3<>$in 4>$out; printf x >&4; read -r go <&3; exec 4>&-; exec sleep 100");
        assertThat(child.hungUp()).isFalse();

        child.output().write('\n');

        Awaitility.await().atMost(Duration.ofSeconds(10)).until(child::hungUp);
        assertThat(child.exited()).isFalse();
        end(child);
        assertThat(child.hungUp()).isFalse();
    }

    @Test
    void losesNothingThatWaitsToBeRead() throws Exception {
        ChildProcess child = connected(
                "exec 3<>$in 4>$out; printf x >&4; read -r go <&3; printf last >&4; exec 4>&-; exec sleep 100");
        child.output().write('\n');
        Awaitility.await()
                .pollInterval(Duration.ofMillis(2))
                .until(() -> child.input().available() == 4);

        for (int i = 0; i < 20; i++) {
            assertThat(child.hungUp()).isFalse();
        }

        byte[] last = new byte[4];
        assertThat(child.input().read(last)).isEqualTo(4);
        assertThat(new String(last, StandardCharsets.UTF_8)).isEqualTo("last");
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(child::hungUp);
        end(child);
    }
}
