// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.isolate.FrameTooLargeException;
import org.luarium.value.LuaString;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.LuaNotFoundException;
import org.luarium.vm.Outcome;
import org.luarium.vm.Script;
import org.luarium.vm.ScriptFileException;
import org.luarium.vm.Vm;
import org.luarium.vm.VmAlreadyExistsException;
import org.luarium.vm.VmClosedException;
import org.luarium.vm.VmConfig;
import org.luarium.vm.VmNotFoundException;

/** What callers get wrong: one typed error each. */
class BadInputTest {
    private static final String[] ENGINES = {"lua5.1", "lua5.2", "lua5.3", "lua5.4", "luajit"};
    private static TestHost host;

    @BeforeAll
    static void start() throws IOException {
        host = TestHost.fifo();
        for (String engine : ENGINES) {
            host.manager().create(VmConfig.builder(engine).engine(engine).build());
        }
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    private static Vm vm() {
        return host.manager().get("lua5.4");
    }

    @Test
    void namesAnUnknownId() {
        assertThatThrownBy(() -> host.manager().get("nobody"))
                .isInstanceOf(VmNotFoundException.class)
                .hasMessageContaining("nobody");
        assertThatThrownBy(() -> host.manager().execute("nobody", "return 1")).isInstanceOf(VmNotFoundException.class);
        assertThatThrownBy(() -> host.manager().executeAsync("nobody", "return 1"))
                .isInstanceOf(VmNotFoundException.class);
        assertThatThrownBy(() -> host.manager().remove("nobody")).isInstanceOf(VmNotFoundException.class);
        assertThat(host.manager().find("nobody")).isEmpty();
    }

    @Test
    void refusesASecondVmOfTheSameId() {
        vm().execute("kept = 1");

        assertThatThrownBy(() -> host.manager().create("lua5.4")).isInstanceOf(VmAlreadyExistsException.class);

        assertThat(vm().execute("return kept").value().asLong()).isEqualTo(1);
    }

    @Test
    void letsExactlyOneOf32CreatorsHaveAnId() throws Exception {
        int threads = 32;
        CountDownLatch go = new CountDownLatch(1);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Boolean>> attempts = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                attempts.add(pool.submit(() -> {
                    go.await();
                    try {
                        host.manager().create("raced");
                        return true;
                    } catch (VmAlreadyExistsException e) {
                        return false;
                    }
                }));
            }
            go.countDown();
            int winners = 0;
            for (Future<Boolean> attempt : attempts) {
                winners += attempt.get() ? 1 : 0;
            }
            assertThat(winners).isEqualTo(1);
        } finally {
            pool.shutdownNow();
        }
        host.manager().remove("raced");
        assertThat(host.host().isolates()).hasSize(ENGINES.length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a/b", "../x", "ä", "a\nb", "a\0b"})
    void refusesAnIdThatIsNone(String id) {
        assertThatThrownBy(() -> VmConfig.of(id)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> host.manager().create(id)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void takesIdsOf64Characters() {
        host.manager().create("a".repeat(64)).close();

        assertThatThrownBy(() -> VmConfig.of("a".repeat(65))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void namesAnUnknownEngine() {
        VmConfig config = VmConfig.builder("x").engine("/nowhere/lua").build();

        assertThatThrownBy(() -> host.manager().create(config))
                .isInstanceOf(LuaNotFoundException.class)
                .hasMessageContaining("/nowhere/lua");
        assertThat(host.manager().find("x")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/bin/true", "/bin/cat", "/dev/null", "/bin"})
    void refusesAnEngineThatIsNotLua(String program) {
        VmConfig config = VmConfig.builder("x").engine(program).build();

        assertThatThrownBy(() -> host.manager().create(config))
                .isInstanceOf(LuaNotFoundException.class)
                .hasMessageContaining(program);
        assertThat(host.manager().find("x")).isEmpty();
    }

    @Test
    void createsAllOfAClusterOrNone() {
        VmConfig template = VmConfig.of("any");
        String tooLong = "c".repeat(62);
        Vm taken = host.manager().create("c-3");

        assertThatThrownBy(() -> host.manager().createCluster(tooLong, 10, template))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> host.manager().createCluster("a b", 1, template))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> host.manager().createCluster("c", 0, template))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> host.manager().createCluster("c", 4, template))
                .isInstanceOf(VmAlreadyExistsException.class);

        taken.close();
        assertThat(host.manager().list()).hasSize(ENGINES.length);
        assertThat(host.host().isolates()).hasSize(ENGINES.length);
    }

    @Test
    void saysWhyAFileCannotRun(@TempDir Path folder) throws IOException {
        Path missing = folder.resolve("missing.lua");

        assertThatThrownBy(() -> vm().execute(Script.file(missing)))
                .isInstanceOf(ScriptFileException.class)
                .hasMessageContaining("missing.lua")
                .hasMessageContaining("no such file");
        assertThatThrownBy(() -> vm().execute(Script.file(folder)))
                .isInstanceOf(ScriptFileException.class)
                .hasMessageContaining("it is a directory");
        Path good = Files.writeString(folder.resolve("good.lua"), "return 7");
        assertThat(vm().execute(Script.file(good)).value().asLong()).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua5.1", "lua5.2", "lua5.3", "lua5.4", "luajit"})
    void tellsTheLineOfASyntaxError(String engine) {
        ExecutionResult result = host.manager().execute(engine, "local a = 1\n\nlocal b = = 2\n");

        assertThat(result.outcome()).isEqualTo(Outcome.LUA_ERROR);
        assertThat(result.error().orElseThrow().message()).startsWith("script:3:");
    }

    @Test
    void refusesCodeBeyondTheFrameLimit() {
        byte[] code = new byte[64 << 20];
        Arrays.fill(code, (byte) ' ');

        assertThatThrownBy(() -> vm().execute(Script.of(code))).isInstanceOf(FrameTooLargeException.class);
        assertThatThrownBy(() -> vm().executeAsync(Script.of(code))).isInstanceOf(FrameTooLargeException.class);
        assertThatThrownBy(() -> vm().execute(Script.of("return 1").withArguments(List.of(new LuaString(code)))))
                .isInstanceOf(FrameTooLargeException.class);
        assertThat(vm().execute("return 1").value().asLong()).isEqualTo(1);
    }

    @Test
    void refusesAFileBeyondTheFrameLimit(@TempDir Path folder) throws IOException {
        Path large = folder.resolve("large.lua");
        try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
            file.setLength(64 << 20);
        }

        for (Path file : List.of(large, Path.of("/dev/zero"))) {
            assertThatThrownBy(() -> vm().execute(Script.file(file))).isInstanceOf(FrameTooLargeException.class);
            assertThatThrownBy(() -> vm().executeAsync(Script.file(file))).isInstanceOf(FrameTooLargeException.class);
        }

        assertThat(vm().execute("return 1").value().asLong()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua5.1", "lua5.2", "lua5.3", "lua5.4", "luajit"})
    void runsAMebibyteOfCode(String engine) {
        String code = "local x = 0\n" + "x = x + 1 -- a comment to fill the line, as people do\n".repeat(20_000);

        assertThat(code.length()).isGreaterThan(1 << 20);
        assertThat(host.manager().execute(engine, code + "return x").value().asLong())
                .isEqualTo(20_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua5.1", "lua5.2", "lua5.3", "lua5.4", "luajit"})
    void takesUnusualBeginningsOfCode(String engine) {
        assertThat(host.manager()
                        .execute(engine, "-- one\n--[[ two ]] return 1")
                        .value()
                        .asLong())
                .isEqualTo(1);
        assertThat(host.manager().execute(engine, "--").success()).isTrue();
        assertThat(host.manager().execute(engine, "").success()).isTrue();
        assertThat(host.manager()
                        .execute(engine, "#!/usr/bin/lua\nreturn 2")
                        .value()
                        .asLong())
                .isEqualTo(2);
        assertThat(host.manager()
                        .execute(engine, "#!/usr/bin/lua\nerror('x')")
                        .error()
                        .orElseThrow()
                        .message())
                .isEqualTo("script:2: x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua5.1", "lua5.2", "lua5.3", "lua5.4", "luajit"})
    void carriesAnyByteInCodeAndOutput(String engine) {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        byte[] code = "io.write('....'); return '....'".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        byte[] binary = {(byte) 0xff, 0, (byte) 0x80, (byte) 0xfe};
        System.arraycopy(binary, 0, code, 10, 4);
        System.arraycopy(binary, 0, code, 26, 4);

        ExecutionResult result =
                host.manager().get(engine).execute(Script.of(code).withEcho(false));
        ExecutionResult made = host.manager()
                .get(engine)
                .execute("local t = {} for i = 0, 255 do t[#t + 1] = string.char(i) end\n"
                        + "local s = table.concat(t) io.write(s) io.stderr:write(s)");

        assertThat(result.stdoutBytes()).isEqualTo(binary);
        assertThat(result.value()).isEqualTo(new LuaString(binary));
        assertThat(made.stdoutBytes()).isEqualTo(all);
        assertThat(made.stderrBytes()).isEqualTo(all);
    }

    @Test
    void refusesWorkAfterTheEnd() {
        Vm closed = host.manager().create("closed");
        closed.close();
        closed.close();

        assertThatThrownBy(() -> closed.execute("return 1")).isInstanceOf(VmClosedException.class);
        assertThatThrownBy(() -> closed.executeAsync("return 1")).isInstanceOf(VmClosedException.class);
        assertThatThrownBy(closed::reset).isInstanceOf(VmClosedException.class);
        assertThat(closed.interrupt()).isFalse();
    }
}
