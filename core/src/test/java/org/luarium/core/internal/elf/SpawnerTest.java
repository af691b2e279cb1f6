// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.core.internal.elf.SpawnerClient.Event;

@Timeout(60)
final class SpawnerTest {
    private static final int S_IFIFO = 0x1000;
    private static final int ENOENT = 2;
    private static final int ECHILD = 10;
    private static final int EEXIST = 17;
    private static final int RLIMIT_AS = 9;
    private static final int O_WRONLY = 1;
    private static final int CLONE_NEWUSER = 0x1000_0000;
    private static final int CLONE_NEWNET = 0x4000_0000;

    @TempDir
    private Path directory;

    private SpawnerClient spawner;

    @BeforeAll
    static void needsLinux() {
        assumeTrue(Architecture.current().isPresent(), "the spawner runs on Linux x86_64 and aarch64 only");
    }

    @BeforeEach
    void start() throws Exception {
        spawner = SpawnerClient.start(directory, Architecture.current().orElseThrow());
    }

    @AfterEach
    void stop() throws Exception {
        spawner.stop();
    }

    @Test
    void saysThatItIsReady() throws Exception {
        Event ready = spawner.ready();

        assertThat(ready.first()).isEqualTo(SpawnerImage.PROTOCOL_VERSION);
        assertThat(ready.second()).isEqualTo(SpawnerImage.BUFFER_ADDRESS);
    }

    @Test
    void makesFifosInOneBatch() throws Exception {
        SyscallProgram program = spawner.program();
        for (int i = 0; i < 64; i++) {
            String fifo = directory.resolve("fifo-ü-" + i).toString();
            program.call(Syscall.MKNODAT, SpawnerClient.AT_FDCWD, program.string(fifo), S_IFIFO | 0600, 0);
        }

        Event reply = spawner.here(program);

        assertThat(reply.first()).isZero();
        assertThat(reply.second()).isEqualTo(SpawnerImage.NO_FAILED_STEP);
        for (int i = 0; i < 64; i++) {
            assertThat(Files.readAttributes(directory.resolve("fifo-ü-" + i), BasicFileAttributes.class)
                            .isOther())
                    .isTrue();
        }
    }

    @Test
    void returnsTheResultOfTheLastCall() throws Exception {
        Event reply = spawner.here(spawner.program().call(Syscall.GETPID));

        assertThat(reply.first()).isEqualTo(spawner.process().pid());
    }

    @Test
    void stopsAtTheFirstCallThatFails() throws Exception {
        SyscallProgram program = spawner.program();
        mkdir(program, "one");
        mkdir(program, "one");
        mkdir(program, "two");

        Event reply = spawner.here(program);

        assertThat(reply.first()).isEqualTo(-EEXIST);
        assertThat(reply.second()).isEqualTo(1);
        assertThat(directory.resolve("one")).isDirectory();
        assertThat(directory.resolve("two")).doesNotExist();
    }

    @Test
    void goesOnAfterACallThatMayFail() throws Exception {
        SyscallProgram program = spawner.program();
        program.tryCall(Syscall.CLOSE, 1_000_000);
        mkdir(program, "after");

        Event reply = spawner.here(program);

        assertThat(reply.second()).isEqualTo(SpawnerImage.NO_FAILED_STEP);
        assertThat(directory.resolve("after")).isDirectory();
    }

    @Test
    void passesArgumentsAndEnvironmentAndReportsTheExitCode() throws Exception {
        Path out = directory.resolve("out");
        SyscallProgram program = spawner.exec(
                spawner.childProgram(),
                List.of("COLOUR=grün"),
                "/bin/sh",
                "-c",
                "printf '%s|%s|%s' \"$1\" \"$2\" \"$COLOUR\" > \"$0\"; exit 7",
                out.toString(),
                "a b",
                "");

        Event exit = spawner.exit(SpawnerClient.pid(spawner.child(program)));

        assertThat(exit.exitCode()).isEqualTo(7);
        assertThat(exit.signal()).isZero();
        assertThat(out).hasContent("a b||grün");
    }

    @Test
    void givesTheChildItsOwnProcessGroupAndNoDescriptorOfTheSpawner() throws Exception {
        Path out = directory.resolve("out");
        int pid = spawner.spawn(
                "/bin/sh",
                "-c",
                "read a b c d pgrp e < /proc/$$/stat; exec > " + out
                        + "; echo $pgrp; readlink /proc/$$/fd/[013456789]");

        spawner.exit(pid);

        assertThat(Files.readAllLines(out)).containsExactly(Integer.toString(pid), "/dev/null", out.toString());
    }

    @Test
    void reportsTheSignalThatKilledAChild() throws Exception {
        int pid = spawner.spawn("/bin/sh", "-c", "kill -TERM $$");

        assertThat(spawner.exit(pid).signal()).isEqualTo(15);
    }

    @Test
    void reportsCpuTimeAndMemory() throws Exception {
        int pid = spawner.spawn("/bin/sh", "-c", "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done");

        Event exit = spawner.exit(pid);

        assertThat(exit.exitCode()).isZero();
        assertThat(exit.second()).isBetween(20_000L, 20_000_000L);
        assertThat(exit.third()).isBetween(300L, 100_000L);
    }

    @Test
    void reportsTheStepAndErrorOfAProgramThatFailsInTheChild() throws Exception {
        SyscallProgram program = spawner.exec("/does/not/exist");

        Event reply = spawner.child(program);

        assertThat(reply.first()).isEqualTo(-ENOENT);
        assertThat(reply.second()).isEqualTo(program.size() - 1);
        assertThat(spawner.children()).isEmpty();
        assertThat(spawner.exit(spawner.spawn("/bin/true")).exitCode()).isZero();
        assertThat(spawner.exitEvents()).isEqualTo(1);
    }

    @Test
    void goesOnOnlyAfterAnErrorThatIsExpected() throws Exception {
        SyscallProgram program = spawner.program();
        program.call(Syscall.CLOSE, 1_000_000).expectFailure();
        program.call(Syscall.GETPID).expectFailure();
        mkdir(program, "after");

        Event reply = spawner.child(program);

        assertThat(reply.first()).isPositive();
        assertThat(reply.second()).isEqualTo(1);
        assertThat(directory.resolve("after")).doesNotExist();
    }

    @Test
    void reportsAProgramThatEndsWithoutExecve() throws Exception {
        Event reply = spawner.child(spawner.program().call(Syscall.GETPID).call(Syscall.GETPID));

        assertThat(reply.first()).isZero();
        assertThat(reply.second()).isEqualTo(2);
        assertThat(spawner.children()).isEmpty();
    }

    @Test
    void killsOnlyItsOwnChildren() throws Exception {
        int pid = spawner.spawn("/bin/sleep", "1000");

        assertThat(spawner.kill(pid).first()).isZero();
        assertThat(spawner.exit(pid).signal()).isEqualTo(SpawnerClient.SIGKILL);

        Event second = spawner.kill(pid);
        assertThat(second.first()).isEqualTo(-ECHILD);
        assertThat(second.second()).isZero();
    }

    @Test
    void killsTheProcessGroupOfADeadChild() throws Exception {
        Path pids = directory.resolve("pids");
        int leader = spawner.spawn("/bin/sh", "-c", "sleep 1000 & echo $! > " + pids + "; exec sleep 2000");
        await().until(() -> Files.exists(pids) && Files.size(pids) > 1);
        long grandchild = Long.parseLong(Files.readString(pids).strip());
        assertThat(SpawnerClient.runs(grandchild)).isTrue();

        spawner.kill(leader);
        spawner.exit(leader);

        await().until(() -> !SpawnerClient.runs(grandchild));
        await().until(() -> spawner.children().isEmpty());
        assertThat(spawner.exitEvents()).isEqualTo(1);
    }

    @Test
    void reapsOrphansWithoutAnEvent() throws Exception {
        Path pids = directory.resolve("pids");
        int leader = spawner.spawn("/bin/sh", "-c", "(sleep 1000 & echo $! > " + pids + "); exec sleep 2000");
        await().until(() -> Files.exists(pids) && Files.size(pids) > 1);
        int orphan = Integer.parseInt(Files.readString(pids).strip());
        await().until(() -> spawner.children().size() == 2);

        spawner.kill(orphan);

        await().until(() -> spawner.children().equals(List.of((long) leader)));
        assertThat(spawner.exitEvents()).isZero();
    }

    @Test
    void spawnsFiveHundredChildrenAndReportsEachOne() throws Exception {
        List<CompletableFuture<Event>> replies = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            replies.add(spawner.send(spawner.exec("/bin/sh", "-c", "exit " + i % 256), SyscallProgram.RUN_IN_CHILD));
        }

        Set<Integer> pids = new HashSet<>();
        for (int i = 0; i < replies.size(); i++) {
            int pid = SpawnerClient.pid(replies.get(i).get(30, TimeUnit.SECONDS));
            pids.add(pid);
            assertThat(spawner.exit(pid).exitCode()).isEqualTo(i % 256);
        }

        assertThat(pids).hasSize(500);
        assertThat(spawner.exitEvents()).isEqualTo(500);
        assertThat(spawner.children()).isEmpty();
    }

    @Test
    void readsARequestThatArrivesInPieces() throws Exception {
        byte[] request = spawner.program().call(Syscall.GETPID).encode(0, SyscallProgram.RUN_HERE);
        byte[] cut = new byte[request.length - 40];
        System.arraycopy(request, 0, cut, 0, cut.length);
        for (byte b : cut) {
            spawner.requests().write(b);
            spawner.requests().flush();
        }
        spawner.requests().write(request, cut.length, 40);

        Event reply = spawner.here(spawner.program().call(Syscall.GETPID));

        assertThat(reply.first()).isEqualTo(spawner.process().pid());
    }

    @Test
    void killsEverythingWhenTheRequestsEnd() throws Exception {
        Path pids = directory.resolve("pids");
        List<Long> processes = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            processes.add((long) spawner.spawn("/bin/sh", "-c", "trap '' TERM INT HUP; while :; do sleep 1000; done"));
        }
        // Left its process group and session, and its parent is dead: only /proc knows it.
        processes.add((long) spawner.spawn(
                "/bin/sh", "-c", "(setsid sh -c 'echo $$ >> " + pids + "; exec sleep 3000' &); exec sleep 2000"));
        await().until(() -> Files.exists(pids) && Files.size(pids) > 1);
        processes.add(Long.parseLong(Files.readString(pids).strip()));
        await().until(() -> spawner.children().size() == 22);

        spawner.requests().close();

        assertThat(spawner.process().waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(spawner.process().exitValue()).isZero();
        assertThat(processes).noneMatch(SpawnerClient::runs);
    }

    @Test
    void killsEverythingWhenNobodyReadsEvents() throws Exception {
        Process process = new ProcessBuilder(directory.resolve("spawner").toString()).start();
        OutputStream requests = process.getOutputStream();
        spawner.exec("/bin/sleep", "1000").writeTo(requests, 1, SyscallProgram.RUN_IN_CHILD);
        requests.flush();
        byte[] readyAndReply = process.getInputStream().readNBytes(2 * SpawnerImage.EVENT_SIZE);
        int pid = ByteBuffer.wrap(readyAndReply).order(ByteOrder.LITTLE_ENDIAN).getInt(SpawnerImage.EVENT_SIZE + 8);
        assertThat(SpawnerClient.runs(pid)).isTrue();

        process.getInputStream().close();
        spawner.program().call(Syscall.GETPID).writeTo(requests, 2, SyscallProgram.RUN_HERE);
        requests.flush();

        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(SpawnerClient.runs(pid)).isFalse();
    }

    @Test
    void childrenDieWithAKilledSpawner() throws Exception {
        List<Integer> children = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            children.add(spawner.spawn("/bin/sh", "-c", "while :; do :; done"));
        }
        assertThat(children).allMatch(SpawnerClient::runs);

        spawner.process().destroyForcibly().waitFor();

        await().until(() -> children.stream().noneMatch(SpawnerClient::runs));
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "QUIT", "HUP", "PIPE"})
    void survivesTheSignalsOfATerminal(String signal) throws Exception {
        spawner.ready();

        new ProcessBuilder("kill", "-" + signal, Long.toString(spawner.process().pid()))
                .start()
                .waitFor();

        assertThat(spawner.exit(spawner.spawn("/bin/true")).exitCode()).isZero();
    }

    static Stream<int[]> malformedHeaders() {
        return Stream.of(
                new int[] {SpawnerImage.BUFFER_SIZE + 1, 1, SyscallProgram.RUN_HERE, 0},
                new int[] {-1, 1, SyscallProgram.RUN_HERE, 0},
                new int[] {63, 1, SyscallProgram.RUN_HERE, 1},
                new int[] {0, 1, SyscallProgram.RUN_HERE, 1 << 26},
                new int[] {0, 1, 2, 0});
    }

    @ParameterizedTest
    @MethodSource("malformedHeaders")
    void endsWithTwoAfterAMalformedRequest(int[] header) throws Exception {
        int pid = spawner.spawn("/bin/sleep", "1000");
        ByteBuffer request = ByteBuffer.allocate(16 + 63).order(ByteOrder.LITTLE_ENDIAN);
        for (int word : header) {
            request.putInt(word);
        }

        spawner.requests().write(request.array());
        spawner.requests().flush();

        assertThat(spawner.process().waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(spawner.process().exitValue()).isEqualTo(2);
        assertThat(SpawnerClient.runs(pid)).isFalse();
    }

    @Test
    void boundsTheMemoryOfALua() throws Exception {
        Optional<Path> lua = Machine.find("lua5.4", "lua5.3");
        assumeTrue(lua.isPresent(), "no lua on the PATH");
        String script = "local ok, e = pcall(string.rep, 'x', 1 << 28); os.exit(not ok and e == 'not enough memory')";

        assertThat(luaWithAddressSpace(lua.get(), 64L << 20, script)).isZero();
        assertThat(luaWithAddressSpace(lua.get(), 1L << 30, script)).isEqualTo(1);
    }

    @Test
    void aChildMayEnterNamespacesOfItsOwn() throws Exception {
        Path out = directory.resolve("out");
        SyscallProgram program = spawner.childProgram();
        int unshare = program.size();
        program.call(Syscall.UNSHARE, CLONE_NEWUSER | CLONE_NEWNET);
        byte[] map = ("0 " + Files.getAttribute(directory, "unix:uid") + " 1").getBytes(StandardCharsets.US_ASCII);
        program.call(Syscall.CLOSE, 0)
                .call(Syscall.OPENAT, SpawnerClient.AT_FDCWD, program.string("/proc/self/uid_map"), O_WRONLY)
                .call(Syscall.WRITE, 0, program.bytes(map), map.length);
        String script = "exec > " + out + "; id -u; sed -n '3,$s/:.*//p' /proc/net/dev";
        spawner.exec(program, List.of("PATH=" + System.getenv("PATH")), "/bin/sh", "-c", script);

        Event reply = spawner.child(program);

        assumeTrue(reply.second() != unshare, "no user namespaces here");
        assertThat(spawner.exit(SpawnerClient.pid(reply)).exitCode()).isZero();
        assertThat(Files.readAllLines(out)).map(String::strip).containsExactly("0", "lo");
    }

    private int luaWithAddressSpace(Path lua, long bytes, String script) throws Exception {
        SyscallProgram program = spawner.childProgram();
        program.call(Syscall.PRLIMIT64, 0, RLIMIT_AS, program.words(bytes, bytes), 0);
        return spawner.exit(SpawnerClient.pid(
                        spawner.child(spawner.exec(program, List.of(), lua.toString(), "-e", script))))
                .exitCode();
    }

    private void mkdir(SyscallProgram program, String name) {
        program.call(
                Syscall.MKDIRAT,
                SpawnerClient.AT_FDCWD,
                program.string(directory.resolve(name).toString()),
                0700);
    }
}
