// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.luarium.session.AttachRequest;
import org.luarium.session.SessionConfig;
import org.luarium.session.SessionInfo;
import org.luarium.value.LuaValue;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.Lifetime;

final class SessionCommandsTest {
    private final FakeSessions manager = new FakeSessions();
    private final GogoSession gogo =
            new GogoSession("typed", new SessionCommands(manager), new VmCommands(manager.vms));

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        gogo.close();
    }

    @Test
    void opensASessionWithAVmOfItsOwn() throws Exception {
        SessionInfo info = (SessionInfo) gogo.execute("session:open a --memory 64M --buffer 2M --idle 10m --age 1h "
                + "--busy 5s --patience 2s --persistent");

        SessionConfig config = manager.sessions.get("a").config;
        assertThat(info.vm()).isEqualTo("a");
        assertThat(info.persistent()).isTrue();
        assertThat(config.bufferBytes()).isEqualTo(2 << 20);
        assertThat(config.idleLimit()).contains(Duration.ofMinutes(10));
        assertThat(config.ageLimit()).contains(Duration.ofHours(1));
        assertThat(config.busyLimit()).contains(Duration.ofSeconds(5));
        assertThat(config.patience()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.newVm().orElseThrow().lifetime()).isEqualTo(Lifetime.HOST);
        assertThat(config.newVm().orElseThrow().confinement().limits().memoryBytes())
                .hasValue(64 << 20);
    }

    @Test
    void opensASessionOnAVmThatExists() throws Exception {
        gogo.execute("vm:create v; session:open a --vm v");

        assertThat(manager.sessions.get("a").config.existingVm()).contains("v");
    }

    @Test
    void listsAndShowsSessions() throws Exception {
        gogo.execute("session:open a --persistent; session:open b");
        manager.sessions.get("a").attach(AttachRequest.writer().withName("me"), event -> {});
        manager.sessions.get("a").attach(AttachRequest.reader().withName("you"), event -> {});

        assertThat(gogo.print("session:list")).isEqualTo("""
                        ID  VM  STATE  WRITER  READERS  IDLE  OUTPUT  OPTIONS
                        a   a   ready  me      1        7s    2K      persistent
                        b   b   ready  -       0        7s    2K""");
        assertThat(gogo.print("session:list 'x*'")).hasLineCount(1);
        assertThat(gogo.print("session:info a"))
                .contains("writer       me\n", "readers      you\n", "buffer       events 1 to 1")
                .contains("last active  2026-01-02T03:04:05Z, 7s ago\n");
        assertThat(gogo.print("session:info a --json"))
                .contains("\"state\" : \"ready\"", "\"readers\" : [\n    \"you\"\n  ]", "\"nextSequence\" : 2");
    }

    @Test
    void sendsAndReads() throws Exception {
        gogo.execute("session:open a; session:send a 'write hi\u001b[2J'");

        assertThat(gogo.execute("session:read a")).isNull();
        gogo.execute("session:read a --timeout 5s");

        assertThat(gogo.out()).isEqualTo("hi\u001b[2J");
        assertThat(manager.sessions.get("a").done).containsExactly("read PT1S", "read PT5S");
    }

    @Test
    void letsNoOutputDriveATerminal() throws Exception {
        gogo.execute("session:open a; session:send a 'write \u001b[2J\u009b'; session:send a 'return \u0007'");
        gogo.session.put(".terminal", new Object());

        gogo.execute("session:read a; session:evaluate a 'write \u001b]0;x\u0007'");

        assertThat(gogo.out()).isEqualTo("\\x1b[2J\\x9b\\x07\n\\x1b]0;x\\x07");
        assertThat(gogo.print("session:events a"))
                .doesNotContain("\u001b", "\u009b", "\u0007")
                .contains("\\x1b[2J");
        assertThat(gogo.print("session:history a")).doesNotContain("\u001b").contains("1       write \\x1b[2J\\x9b");
    }

    @Test
    void evaluatesAndGivesWhatIsReturned() throws Exception {
        gogo.execute("session:open a");

        assertThat(gogo.execute("session:evaluate a 'return 42'")).isEqualTo(LuaValue.of("42"));
        assertThat(gogo.print("session:evaluate a pair --timeout 3s")).isEqualTo("1\nb\\x1b");
        assertThat(gogo.execute("session:evaluate a --result 'error oops'")).isInstanceOf(ExecutionResult.class);
        assertThat(gogo.print("session:evaluate a --json 'write x'")).contains("\"stdout\" : \"x\"");
        assertThat(manager.sessions.get("a").done).startsWith("evaluate PT2M", "evaluate PT3S");
        assertFails("session:evaluate a 'error oops'", "VM a: oops");
    }

    @Test
    void detachesOneOrAll() throws Exception {
        gogo.execute("session:open a");
        FakeSession session = manager.sessions.get("a");
        session.attach(AttachRequest.writer().withName("x"), event -> {});
        session.attach(AttachRequest.reader().withName("y"), event -> {});
        session.attach(AttachRequest.reader().withName("z"), event -> {});

        assertThat(gogo.execute("session:detach a y")).isEqualTo("detached y from a");
        assertThat(gogo.execute("session:detach a")).isEqualTo("detached z, x from a");
        assertThat(gogo.execute("session:detach a")).isEqualTo("nobody was attached to a");
    }

    @Test
    void terminatesSeveralAtOnceOrNone() throws Exception {
        gogo.execute("session:cluster w 2 --memory 64M; session:open a");

        assertFails(
                "session:terminate a nobody",
                "session:terminate: no session has the id 'nobody'; session:list shows those that exist");
        assertThat(gogo.execute("session:terminate a 'w-*'")).isEqualTo("terminated a, w-1, w-2");
        assertThat(manager.sessions).isEmpty();
    }

    @Test
    void copiesLoadsMovesAndInterrupts() throws Exception {
        Path module = Files.writeString(directory.resolve("m.lua"), "");
        gogo.session.currentDir(directory);
        gogo.execute("session:open a --engine 5.1; session:copy a b");

        assertThat(gogo.execute("session:load a m m.lua")).isEqualTo("loaded m into a");
        assertThat(gogo.execute("session:load a x.y")).isEqualTo("loaded x.y into a");
        assertThat(gogo.execute("session:environment a science --reset")).isEqualTo("a is in environment science");
        assertThat(gogo.execute("session:interrupt a")).isEqualTo("nothing was running in a");

        assertThat(manager.vms.vms.get("b").config.engine()).isEqualTo("5.1");
        assertThat(manager.sessions.get("a").done)
                .containsExactly("load m from " + module, "load x.y", "environment science", "interrupt");
    }

    @Test
    void broadcastsToWhatMatches() throws Exception {
        gogo.execute("session:cluster w 2; session:open a");

        assertThat(gogo.print("session:broadcast 'w-*' 'write hi'")).isEqualTo("""
                        VM   OUTCOME  ELAPSED  OUTPUT
                        w-1  ok       1.23ms   hi
                        w-2  ok       1.23ms   hi""");
    }

    @Test
    void showsHistoryAndEvents() throws Exception {
        gogo.execute("session:open a; session:send a 'return 1'; session:send a 'return 2'");

        assertThat(gogo.print("session:history a --json").replaceAll("\\s+", ""))
                .isEqualTo("[\"return1\",\"return2\"]");
        assertThat(gogo.print("session:events a --since 4")).isEqualTo("""
                        NUMBER  TIME                      KIND    BY  TEXT
                        4       2026-01-02T03:04:05.678Z  input   -   return 2
                        5       2026-01-02T03:04:05.678Z  values  -   2\\n
                        6       2026-01-02T03:04:05.678Z  prompt  -   READY""");
        assertThat(gogo.print("session:events a --since 7")).hasLineCount(1);
        assertThat(gogo.print("session:events a --json")).contains("\"kind\" : \"values\"");
        assertThat(manager.sessions.get("a").info().readers()).isEmpty();
    }

    @Test
    void recordsAndStops() throws Exception {
        gogo.session.currentDir(directory);
        gogo.execute("session:open a");

        assertThat(((SessionInfo) gogo.execute("session:record a x.cast")).recording())
                .contains(directory.resolve("x.cast"));
        assertThat(gogo.print("session:list")).contains("recorded");
        assertThat(gogo.execute("session:record a --end")).isEqualTo("stopped the recording of a");
        assertThat(gogo.execute("session:record a --end")).isEqualTo("a was not recorded");
        assertFails(
                "session:record a none/x.cast",
                "session:record: there is no file or folder " + directory.resolve("none/x.cast"));
    }

    @Test
    void replaysARecordingAndKeepsItOffTheTerminalUnlessAsked() throws Exception {
        Path cast = Files.writeString(
                directory.resolve("x.cast"),
                "{\"version\": 2}\n[0.01, \"o\", \"a\\u001b[2Jé\"]\n",
                StandardCharsets.UTF_8);
        gogo.session.put(".terminal", new Object());

        gogo.execute("session:replay '" + cast + "' --speed 1000");
        assertThat(gogo.out()).isEqualTo("a\\x1b[2Jé");

        gogo.out.reset();
        gogo.execute("session:replay '" + cast + "' --raw --pause 1ms");
        assertThat(gogo.out()).startsWith("a\u001b[2Jé\u001b7\u001b[r").endsWith("\u001b[0m\u001b[?25h");
    }

    @Test
    void talksThroughStreamsWhereThereIsNoTerminal() throws Exception {
        gogo.execute("session:open a; session:attach a");

        assertThat(gogo.out()).isEqualTo("looped over typed\n");
    }

    @Test
    void takesOverThroughStreamsToo() throws Exception {
        gogo.execute("session:open a");
        manager.sessions.get("a").attach(AttachRequest.writer().withName("me"), event -> {});

        gogo.execute("session:attach a --take-over");

        assertThat(manager.sessions.get("a").info().writer()).isEmpty();
        assertThat(gogo.out()).isEqualTo("looped over typed\n");
    }

    @Test
    void takesARecordWhereAnIdIsAskedFor() throws Exception {
        gogo.execute("info = (session:open a)");

        assertThat(gogo.execute("session:info $info")).isInstanceOf(SessionInfo.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "session:open | session:open: ID is missing; usage: session:open ID [options]",
                "session:open a | session:open: a session with the id 'a' exists already; attach to it, terminate it, or choose another id",
                "session:open 'x/y' | session:open: 'x/y' is not an id; use 1 to 64 of A-Z a-z 0-9 . _ -",
                "session:open b --vm v --memory 64M | session:open: --vm takes a VM as it is, without --memory",
                "session:open b --vm nobody | session:open: no VM has the id 'nobody'; vm:list shows those that exist",
                "session:open b --buffer 1K | session:open: --buffer: 1K is too little; at least 8K",
                "session:open b --buffer 1G | session:open: --buffer: 1G is too much; at most 64M",
                "session:open b --patience 5m | session:open: a patience is 0 to PT1M, not PT5M",
                "session:info nobody | session:info: no session has the id 'nobody'; session:list shows those that exist",
                "session:read a --timeout soon | session:read: --timeout: 'soon' is not a duration; write it like 500ms, 10s or 2m",
                "session:attach nobody | session:attach: no session has the id 'nobody'; session:list shows those that exist",
                "session:attach a --lines many | session:attach: --lines: 'many' is not a number from 0 to 2147483647",
                "session:attach a --name 'x y' | session:attach: 'x y' is not an id; use 1 to 64 of A-Z a-z 0-9 . _ -",
                "session:attach a --read-only | session:attach: --read-only needs a terminal; session:events shows what happened",
                "session:attach a --read-only --take-over | session:attach: --read-only and --take-over exclude each other",
                "session:detach a nobody | session:detach: session a: 'nobody' is not attached; session:info shows who is",
                "session:broadcast 'x*' y | session:broadcast: no id matches 'x*'; session:list shows those that exist",
                "session:cluster w 0 | session:cluster: SIZE: '0' is not a number from 1 to 10000",
                "session:copy nobody b | session:copy: no session has the id 'nobody'; session:list shows those that exist",
                "session:load a missing | session:load: session a cannot load 'missing': module 'missing' not found:\\n\\tno file",
                "session:load a m /no/such.lua | session:load: there is no file /no/such.lua",
                "session:environment a e | session:environment: session a: its VM has run something; use --restart",
                "session:events a --since 0 | session:events: --since: '0' is not a number from 1 to 2147483647",
                "session:record a | session:record: give either a FILE or --end",
                "session:record a f --end | session:record: give either a FILE or --end",
                "session:replay /no/such.cast | session:replay: there is no file /no/such.cast",
                "session:replay /dev/null | session:replay: /dev/null is no recording in the format asciicast v2: it is empty",
                "session:replay /dev/null --speed 0 | session:replay: --speed: '0' is not a factor from 0.01 to 1000, such as 2 or 0.5",
                "session:replay /dev/null --pause x | session:replay: --pause: 'x' is not a duration; write it like 500ms, 10s or 2m"
            })
    void answersAMistakeWithOneLine(String line, String message) throws Exception {
        gogo.execute("session:open a");

        assertFails(line, message);
        assertThat(gogo.out()).isEmpty();
        assertThat(gogo.err()).isEmpty();
    }

    private void assertFails(String line, String message) {
        assertThatThrownBy(() -> gogo.execute(line))
                .isInstanceOf(CommandException.class)
                .hasToString(message)
                .satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
    }
}
