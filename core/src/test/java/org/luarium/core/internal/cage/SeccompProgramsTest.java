// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.cage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.core.internal.elf.Architecture;
import org.luarium.core.internal.elf.LauncherImage;
import org.luarium.core.internal.elf.Machine;
import org.luarium.core.internal.elf.SpawnerClient;
import org.luarium.core.internal.elf.SpawnerClient.Event;
import org.luarium.core.internal.elf.Syscall;
import org.luarium.core.internal.elf.SyscallProgram;

/** Real programs under the filters. */
@Timeout(120)
final class SeccompProgramsTest {
    private static final int O_WRONLY_CREAT_TRUNC = 1 | 0x40 | 0x200;
    private static final int RLIMIT_CORE = 4;
    private static final int SIGINT = 2;
    private static final String EMBEDDED = "embedded";

    private record Outcome(Event exit, String output) {}

    @TempDir
    private Path directory;

    private final Architecture architecture = Architecture.current().orElse(Architecture.X86_64);
    private SpawnerClient spawner;

    @BeforeAll
    static void needsLinux() {
        assumeTrue(Architecture.current().isPresent(), "the spawner runs on Linux x86_64 and aarch64 only");
    }

    @BeforeEach
    void start() throws Exception {
        spawner = SpawnerClient.start(directory, architecture);
    }

    @AfterEach
    void stop() throws Exception {
        spawner.stop();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua5.1", "lua5.2", "lua5.3", "lua5.4", "luajit", EMBEDDED})
    void luaWorksAndStartsNothing(String interpreter) throws Exception {
        String nonce = UUID.randomUUID().toString();
        Path script = directory.resolve("work.lua");
        try (InputStream in = SeccompProgramsTest.class.getResourceAsStream("work.lua")) {
            assertThat(in).isNotNull();
            Files.copy(in, script);
        }
        Files.writeString(directory.resolve("inlua.lua"), "return 'in lua'");
        String module = nativeModule() ? "native" : "";

        Outcome outcome = run(
                SeccompFilter.lua(architecture),
                interpreter(interpreter),
                script.toString(),
                directory.toString(),
                nonce,
                module);

        assertThat(outcome.output()).endsWith("done " + nonce + "\n");
        assertThat(outcome.output()).contains("popen: no\n", "execute: no\n").doesNotContain("started");
        assertThat(outcome.exit().exitCode()).isZero();
        assertThat(outcome.exit().signal()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua5.1", "lua5.4", "luajit", EMBEDDED})
    void luaCanBeInterrupted(String interpreter) throws Exception {
        Path script = Files.writeString(directory.resolve("endless.lua"), """
                io.stdout:setvbuf("no")
                if jit then jit.off() end
                print(pcall(function() print("running") while true do end end))
                """);
        Path output = directory.resolve("output");
        int pid = spawn(output, SeccompFilter.lua(architecture), interpreter(interpreter), script.toString());
        await().until(() -> Files.size(output) > 0);

        spawner.here(spawner.program().call(Syscall.KILL, pid, SIGINT));

        assertThat(spawner.exit(pid).exitCode()).isZero();
        assertThat(Files.readString(output)).contains("interrupted!");
    }

    @Test
    void machineCodeOfLuaCannotForkAndAbortEndsIt() throws Exception {
        Path script = Files.writeString(directory.resolve("ffi.lua"), """
                local ffi = require("ffi")
                ffi.cdef("int fork(void); int vfork(void); int raise(int); void abort(void); int socket(int, int, int);")
                print(ffi.C.fork(), ffi.C.vfork(), ffi.C.raise(9), ffi.C.socket(1, 1, 0))
                io.stdout:flush()
                ffi.C.abort()
                print("still here")
                """);

        Outcome outcome = run(SeccompFilter.lua(architecture), interpreter("luajit"), script.toString());

        assertThat(outcome.output()).isEqualTo("-1\t-1\t-1\t-1\n");
        assertThat(outcome.exit().signal()).isNotZero();
    }

    @Test
    void aJvmHasThreadsButNoProcessesAndNoSockets() throws Exception {
        byte[] filter = SeccompFilter.general(architecture, false, false);
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classes = Path.of(SeccompGuest.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toString();

        Outcome version = run(filter, java, "-Xmx64m", "-version");
        Outcome guest = run(filter, java, "-Xmx64m", "-cp", classes, SeccompGuest.class.getName());

        assertThat(version.exit().exitCode()).isZero();
        assertThat(version.output()).contains("version");
        assertThat(guest.output().lines())
                .containsExactly("thread", "thread", "thread", "thread", "sum 704982704", "no process", "no socket");
        assertThat(guest.exit().exitCode()).isZero();
    }

    @Test
    void aCompilerCompiles() throws Exception {
        assumeTrue(Machine.find("gcc").isPresent(), "no gcc on the PATH");
        Path source = Files.writeString(directory.resolve("hello.c"), """
                #include <stdio.h>
                #include <sys/socket.h>
                int main(void) { return printf("hello %d\\n", socket(AF_INET, SOCK_STREAM, 0)) < 0; }
                """);
        Path program = directory.resolve("hello");

        Outcome outcome = run(
                SeccompFilter.general(architecture, false, true),
                "/bin/sh",
                "-c",
                "gcc -O2 -o \"$0\" \"$1\" && \"$0\"",
                program.toString(),
                source.toString());

        assertThat(outcome.output()).isEqualTo("hello -1\n");
        assertThat(outcome.exit().exitCode()).isZero();
    }

    /** Compiles a module that needs no header of Lua; returns whether there is a compiler. */
    private boolean nativeModule() throws Exception {
        Optional<Path> gcc = Machine.find("gcc");
        if (gcc.isEmpty()) {
            return false;
        }
        Path source = Files.writeString(
                directory.resolve("native.c"), "int luaopen_native(void *lua) { (void) lua; return 0; }\n");
        Process compiler = new ProcessBuilder(
                        gcc.get().toString(),
                        "-shared",
                        "-fPIC",
                        "-o",
                        directory.resolve("native.so").toString(),
                        source.toString())
                .inheritIO()
                .start();
        assertThat(compiler.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return compiler.exitValue() == 0;
    }

    private String interpreter(String name) throws Exception {
        if (name.equals(EMBEDDED)) {
            return embedded();
        }
        Optional<Path> path = Machine.find(name);
        assumeTrue(path.isPresent(), "no " + name + " on the PATH");
        return path.get().toString();
    }

    private String embedded() throws Exception {
        String library = LauncherImage.libraryFileName(architecture);
        String folder = architecture == Architecture.X86_64 ? "linux-x86_64" : "linux-aarch64";
        try (InputStream in = SeccompProgramsTest.class.getResourceAsStream("/engine/" + folder + "/" + library)) {
            assertThat(in).as(library).isNotNull();
            Files.copy(in, directory.resolve(library));
        }
        Path launcher = Files.write(directory.resolve("launcher"), LauncherImage.of(architecture));
        assertThat(launcher.toFile().setExecutable(true)).isTrue();
        return launcher.toString();
    }

    private Outcome run(byte[] filter, String... command) throws Exception {
        Path output = directory.resolve("output");
        Event exit = spawner.exit(spawn(output, filter, command));
        return new Outcome(exit, Files.readString(output, StandardCharsets.UTF_8));
    }

    private int spawn(Path output, byte[] filter, String... command) throws Exception {
        SyscallProgram program = spawner.childProgram();
        program.call(Syscall.CLOSE, 1)
                .call(
                        Syscall.OPENAT,
                        SpawnerClient.AT_FDCWD,
                        program.string(output.toString()),
                        O_WRONLY_CREAT_TRUNC,
                        0600)
                .call(Syscall.DUP3, 1, 2, 0)
                .call(Syscall.PRLIMIT64, 0, RLIMIT_CORE, program.words(0, 0), 0);
        SeccompFilter.install(program, filter);
        List<String> environment = List.of("PATH=" + System.getenv("PATH"), "TMPDIR=" + directory);
        return SpawnerClient.pid(spawner.child(spawner.exec(program, environment, command)));
    }
}
