// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.luarium.distribution.Luarium.Result;
import org.luarium.distribution.Luarium.Running;

/** The executable jar, in processes of its own. */
final class ExecutableJarIT {
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
    void leavesNoProcessAndNoRunDirectory() {
        assertThat(luarium.processes()).isEmpty();
        if (Files.exists(home.resolve("run"))) {
            assertThat(home.resolve("run")).isEmptyDirectory();
        }
    }

    @Test
    void printsWhatCodeReturns() throws Exception {
        Result result = Luarium.plainJar(home).run("execute", "return 2 + 2");

        assertThat(result.out()).isEqualTo("4\n");
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
    }

    @Test
    void aNetworkedScriptTalksToAServerOfItsOwn() throws Exception {
        Path script = Files.writeString(directory.resolve("talk.lua"), """
                local socket = require("socket")
                local server = assert(socket.bind("127.0.0.1", 0))
                local host, port = server:getsockname()
                local client = assert(socket.connect(host, port))
                local accepted = assert(server:accept())
                assert(client:send("hello\\n"))
                print(accepted:receive("*l"), net.id() ~= nil)
                """);

        Result result = luarium.run("run", "--networked", script.toString());

        assertThat(result.err()).isEmpty();
        assertThat(result.out()).isEqualTo("hello\ttrue\n");
        assertThat(luarium.run("run", script.toString()).err()).contains("module 'socket' not found");
    }

    @Test
    void configurationFilesHoldForScriptsAndCommandsToo() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/lua5.3")), "skipped: there is no lua5.3");
        Path folder = Files.createDirectories(home.resolve("conf"));
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
        Path file = Files.writeString(folder.resolve("org.luarium.vm.cfg"), "engine = lua5.3\n");

        assertThat(luarium.run("execute", "return _VERSION").out()).isEqualTo("Lua 5.3\n");
        assertThat(luarium.run("-c", "vm:create a > /dev/null; vm:execute a 'return _VERSION'")
                        .out())
                .isEqualTo("Lua 5.3\n");

        Files.delete(file);
        Files.writeString(folder.resolve("org.luarium.vm.config"), "engine=\"lua5.3\"\npool.size=I\"0\"\n");
        assertThat(luarium.run("execute", "return _VERSION").out()).isEqualTo("Lua 5.3\n");

        Path bad = Files.writeString(folder.resolve("org.luarium.network.cfg"), "sockets = \\u00zz\n");
        Result broken = luarium.run("execute", "return 1");
        assertThat(broken.code()).isEqualTo(125);
        assertThat(broken.err()).contains("cannot read " + bad).hasLineCount(1);
    }

    @Test
    void takesTheTourAndLeavesNothing() throws Exception {
        Result result = luarium.run("-c", "luarium:tour --yes; vm:list; environment:list; extension:list");

        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("Step 10 of 10", "Hello you, this is Lua", "That was all.");
        assertThat(luarium.run("-c", "environment:list").out()).doesNotContain("tour");
    }

    @Test
    void findsWhatIsWrong() throws Exception {
        Path folder = Files.createDirectories(home.resolve("conf"));
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
        Files.writeString(folder.resolve("org.luarium.vm.cfg"), "pools = 1\n");
        Files.writeString(folder.resolve("org.luarium.vmm.cfg"), "");

        Result result = luarium.run("-c", "luarium:doctor");

        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        assertThat(result.out())
                .contains("org.luarium.vm.cfg sets pools, which nobody reads")
                .contains("org.luarium.vmm.cfg is read by nobody")
                .contains("VMs work");
    }

    @Test
    void needsNoLuaAndNoPath() throws Exception {
        Result result = luarium.with("PATH", "/nonexistent").run("execute", "return 2 + 2");

        assertThat(result.err()).isEmpty();
        assertThat(result.out()).isEqualTo("4\n");
    }

    @ParameterizedTest
    @CsvSource({
        "5.1, lua5.1, Lua 5.1",
        "5.2, lua5.2, Lua 5.2",
        "5.3, lua5.3, Lua 5.3",
        "5.4, lua5.4, Lua 5.4",
        "luajit, luajit, LuaJIT"
    })
    void runsTheChosenEngine(String engine, String program, String version) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin", program)), () -> "skipped: there is no " + program);

        Result result = luarium.run("execute", "return jit and jit.version or _VERSION", "--engine", engine);

        assertThat(result.err()).isEmpty();
        assertThat(result.out()).startsWith(version);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "return 1 | 0",
                "error('boom') | 1",
                "x x | 1",
                "os.exit(7) | 7",
                "os.exit(0) | 0",
                "while true do end | 124",
                "local t = {} while true do t[#t + 1] = ('x'):rep(2 ^ 20) .. #t end | 137"
            })
    void exitsAsTheScriptEnded(String code, int exit) throws Exception {
        Result result = luarium.run("execute", code, "--timeout", "5s", "--memory", "64M");

        assertThat(result.code()).isEqualTo(exit);
    }

    @Test
    void printsErrorsWithTracebackToTheErrorOutput() throws Exception {
        Result result = luarium.run("execute", "print('before') local function f() error('boom') end f()");

        assertThat(result.out()).isEqualTo("before\n");
        assertThat(result.err()).contains("boom").contains("stack traceback:").doesNotContain("\tat ");
    }

    @Test
    void saysWhatIsWrongWithTheCommandLineInOneLine() throws Exception {
        for (List<String> words : List.of(
                List.of("bogus"),
                List.of("execute"),
                List.of("execute", "x", "--engin", "5.1"),
                List.of("execute", "x", "--sandbox", "maybe"),
                List.of(
                        "execute",
                        "x",
                        "--readable",
                        directory.resolve("missing").toString()),
                List.of("execute", "x", "--readable", "/"),
                List.of("run", directory.resolve("missing.lua").toString()),
                List.of("run", directory.toString()))) {
            Result result = luarium.run(words.toArray(String[]::new));

            assertThat(result.code()).isEqualTo(2);
            assertThat(result.out()).isEmpty();
            assertThat(result.err()).startsWith("luarium: ").hasLineCount(1);
        }
    }

    @Test
    void saysInOneLineWhyItCannotWork() throws Exception {
        Result noEngine = luarium.run("execute", "return 1", "--engine", "nonsense");

        assertThat(noEngine.code()).isEqualTo(125);
        assertThat(noEngine.err()).contains("nonsense").hasLineCount(1);

        Path open = Files.createDirectory(directory.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        Result unsafe = Luarium.jar(open).run("execute", "return 1");

        assertThat(unsafe.code()).isEqualTo(125);
        assertThat(unsafe.err()).contains("other users may write to it").hasLineCount(1);

        Path file = Files.createFile(directory.resolve("file"));
        Result noHome = Luarium.jar(file).run("execute", "return 1");

        assertThat(noHome.code()).isEqualTo(125);
        assertThat(noHome.err()).contains("is not a directory").hasLineCount(1);
    }

    @Test
    void worksWhenTheLogCannotBeWritten() throws Exception {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "skipped: there is no /dev/full");
        Files.createDirectories(
                home.resolve("log"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.createSymbolicLink(home.resolve("log/luarium.log"), full);

        Result result = luarium.run("execute", "return 1", "--debug");

        assertThat(result.out()).isEqualTo("1\n");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void takesUnicodeInAnyLocale() throws Exception {
        assertThat(luarium.run("execute", "return 'ü€😀'").out()).isEqualTo("ü€😀\n");
        assertThat(luarium.with("LC_ALL", "C").run("execute", "return 'ü€😀'").out())
                .isEqualTo("ü€😀\n");
    }

    @Test
    void takesEmptyCodeAndCommentsAndCodeFromStandardInput() throws Exception {
        assertThat(luarium.run("execute", "").code()).isZero();
        assertThat(luarium.run("execute", "-- comment\nreturn 1").out()).isEqualTo("1\n");
        byte[] code = ("return #[[" + "x".repeat(4 << 20) + "]]").getBytes(StandardCharsets.UTF_8);
        assertThat(luarium.runWithInput(code, "execute", "-").out()).isEqualTo((4 << 20) + "\n");
        assertThat(luarium.run("execute", "return #'" + "x".repeat(120_000) + "'")
                        .out())
                .isEqualTo("120000\n");
    }

    @Test
    void passesBytesThroughUnchanged() throws Exception {
        byte[] input = new byte[300_000];
        for (int i = 0; i < input.length; i++) {
            input[i] = (byte) (i * 31 + i / 256);
        }

        Result result = luarium.runWithInput(
                input, "execute", "while true do local b = io.read(4096) if not b then break end io.write(b) end");

        assertThat(result.output()).isEqualTo(ByteBuffer.wrap(input));
        assertThat(luarium.run("execute", "io.stderr:write('to err') io.write('to out')"))
                .satisfies(both -> assertThat(both.out()).isEqualTo("to out"))
                .satisfies(both -> assertThat(both.err()).isEqualTo("to err"));
    }

    @Test
    void runsAFileWithArgumentsAndInput() throws Exception {
        Path data = Files.writeString(directory.resolve("data ü.txt"), "content\n");
        Path script = Files.writeString(
                directory.resolve("script.lua"),
                "#!/usr/bin/env luarium\nprint(arg[0], #arg, arg[1], ...)\nprint(io.read())\nprint(io.open(arg[2]):read())\nreturn 'not printed'\n");

        Result result = luarium.runWithInput(
                "line\n".getBytes(StandardCharsets.UTF_8), "run", script.toString(), "--debug", data.toString(), "");

        assertThat(result.err()).isEmpty();
        assertThat(result.out()).isEqualTo("%s\t3\t--debug\t--debug\t%s\t\nline\ncontent\n".formatted(script, data));
    }

    @ParameterizedTest
    @CsvSource({
        "standard, preferred, nil",
        "standard, required, nil",
        "standard, off, for nobody",
        "trusted, preferred, for nobody"
    })
    void keepsFilesFromCodeUnlessItIsToldOtherwise(String profile, String mode, String seen) throws Exception {
        Path secret = Files.writeString(directory.resolve("secret"), "for nobody");
        String code = "local file = io.open('" + secret + "') return file and file:read()";

        Result result = luarium.run("execute", code, "--profile", profile, "--sandbox", mode);

        assertThat(result.err()).isEmpty();
        assertThat(result.out()).isEqualTo(seen + "\n");
        assertThat(luarium.run("execute", code, "--readable", secret.toString()).out())
                .isEqualTo("for nobody\n");
    }

    @Test
    void runsCommandsOfTheShell() throws Exception {
        Result result = luarium.run("-c", "vm:create a; vm:execute a \"x=1\"; vm:list");

        assertThat(result.err()).isEmpty();
        assertThat(result.out()).contains("a");
        assertThat(result.code()).isZero();

        Result failed = luarium.run("-c", "vm:info nobody");

        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.err()).startsWith("luarium: ").contains("nobody").hasLineCount(1);
    }

    @Test
    void explainsItself() throws Exception {
        assertThat(luarium.run("help").out()).contains("Usage:").contains("--engine");
        assertThat(luarium.run("execute", "--help").code()).isZero();
        assertThat(luarium.run("version").out()).startsWith("Luarium 0.");
        assertThat(home).doesNotExist();
    }

    @Test
    void letsSeveralProcessesUseOneHome() throws Exception {
        List<Running> all = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                all.add(luarium.start("execute", "return " + i));
            }
            for (int i = 0; i < 3; i++) {
                Result result = all.get(i).await();

                assertThat(result.err()).isEmpty();
                assertThat(result.out()).isEqualTo(i + "\n");
            }
        } finally {
            for (Running running : all) {
                running.close();
            }
        }
    }

    @Test
    void logsToAPrivateFileAndNeverToTheOutput() throws Exception {
        Result result = luarium.with("PYLUA_DEBUG", "true").run("execute", "return 1");

        assertThat(result.out()).isEqualTo("1\n");
        assertThat(result.err()).isEmpty();
        Path log = home.resolve("log/luarium.log");
        assertThat(log).content().contains("DEBUG");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(log)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home)))
                .isEqualTo("rwx------");
    }
}
