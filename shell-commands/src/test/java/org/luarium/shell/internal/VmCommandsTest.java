// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.felix.service.command.Job;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.luarium.isolate.Confinement;
import org.luarium.isolate.Limits;
import org.luarium.isolate.Profile;
import org.luarium.value.LuaValue;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.Lifetime;
import org.luarium.vm.Script;
import org.luarium.vm.VmConfig;
import org.luarium.vm.VmInfo;

final class VmCommandsTest {
    private final FakeVms vms = new FakeVms();
    private final GogoSession gogo = new GogoSession("typed", new VmCommands(vms));

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        gogo.close();
    }

    @Test
    void createsAVmThatOutlivesItsCommand() throws Exception {
        VmInfo info = (VmInfo) gogo.execute("vm:create");

        assertThat(info.id()).isEqualTo("default");
        assertThat(info.config().lifetime()).isEqualTo(Lifetime.HOST);
        assertThat(info.config().confinement().profile()).isEqualTo(Profile.STANDARD);
    }

    @Test
    void createsAVmFromEveryOption() throws Exception {
        gogo.execute(
                "vm:create a --networked --persistent --debug --engine 5.4 --environment science --profile Untrusted "
                        + "--memory 64M --timeout 10s --cpu 5s --output 8M --no-echo --provider process --sandbox Off");

        VmConfig config = vms.vms.get("a").config;
        Limits limits = config.confinement().limits();
        assertThat(config.networked() && config.persistent() && config.debug() && !config.echoValues())
                .isTrue();
        assertThat(config.engine()).isEqualTo("5.4");
        assertThat(config.environment()).contains("science");
        assertThat(config.confinement().profile()).isEqualTo(Profile.UNTRUSTED);
        assertThat(limits.memoryBytes()).hasValue(64 << 20);
        assertThat(limits.wallTime()).contains(Duration.ofSeconds(10));
        assertThat(limits.cpuTime()).contains(Duration.ofSeconds(5));
        assertThat(limits.outputBytes()).isEqualTo(8 << 20);
        assertThat(config.confinement().mode()).isEqualTo(Confinement.Mode.OFF);
    }

    @Test
    void givesFilesToReadThatAreRelativeToTheFolderOfTheShell() throws Exception {
        Path file = Files.writeString(directory.resolve("data"), "");
        Path folder = Files.createDirectory(directory.resolve("more"));
        gogo.session.currentDir(directory);

        gogo.execute("vm:create a --readable 'data:" + folder + "'; vm:cluster w 1 --readable more/../data");

        assertThat(vms.vms.get("a").config.confinement().readable()).containsExactlyInAnyOrder(file, folder);
        assertThat(vms.vms.get("w-1").config.confinement().readable()).containsExactly(file);
    }

    @Test
    void leavesTheModeToTheProfile() throws Exception {
        gogo.execute("vm:create a --profile untrusted; vm:create b");

        assertThat(vms.vms.get("a").config.confinement().mode()).isEqualTo(Confinement.Mode.REQUIRED);
        assertThat(vms.vms.get("b").config.confinement().mode()).isEqualTo(Confinement.Mode.PREFERRED);
    }

    @Test
    void saysWhichArgumentOfAFailedScriptItCouldNotRead() throws Exception {
        Path script = Files.writeString(directory.resolve("fails.lua"), "");
        Path data = Files.writeString(directory.resolve("data"), "");
        gogo.session.currentDir(directory);
        gogo.execute("vm:create a; vm:create b --readable .; vm:create c --profile trusted; vm:create d --sandbox off");
        String failure = ": file " + script + " [x, data]";

        assertFails(
                "vm:run a fails.lua x data",
                "VM a" + failure + "; " + data + " was not given to this VM: vm:create has --readable");
        for (String informed : List.of("b", "c", "d")) {
            assertFails("vm:run " + informed + " fails.lua x data", "VM " + informed + failure);
        }
    }

    @Test
    void keepsTheLimitsOfTheProfile() throws Exception {
        gogo.execute("vm:create a --profile untrusted --memory 64M");

        assertThat(vms.vms.get("a").config.confinement().limits().wallTime()).contains(Duration.ofSeconds(10));
    }

    @Test
    void takesIdsThatLookLikeNumbersAsTheyStand() throws Exception {
        gogo.execute("vm:create 007; vm:create 1.10; vm:create 1e5; vm:create true; vm:create null");

        assertThat(vms.vms).containsOnlyKeys("007", "1.10", "1e5", "true", "null");
    }

    @Test
    void passesOutputOnByteByByteWhereThereIsNoTerminal() throws Exception {
        gogo.execute("vm:create a");

        Object result = gogo.execute("vm:execute a 'write \u00ff\u001b[2J\u0000\n'; vm:execute a 'warn oops'");

        assertThat(result).isNull();
        assertThat(gogo.out.toByteArray()).isEqualTo("\u00ff\u001b[2J\u0000\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(gogo.err()).isEqualTo("oops");
    }

    @Test
    void escapesControlBytesOnATerminal() throws Exception {
        gogo.execute("vm:create a");
        gogo.session.put(".terminal", new Object());

        gogo.execute("vm:execute a 'write \u00ff\u001b[2J\u009b\n'; vm:execute a 'warn \u001b]0;x\u0007'");

        assertThat(gogo.out()).isEqualTo("\\xff\\x1b[2J\\x9b\n\\x1b]0;x\\x07");
    }

    @Test
    void passesBytesOnThatATerminalDoesNotReceive() throws Exception {
        gogo.execute("vm:create a");
        gogo.session.put(".terminal", new Object());
        Path file = directory.resolve("out");

        gogo.execute("vm:execute a 'write \u00ff\u001b' > '" + file + "'");

        assertThat(file).hasBinaryContent(new byte[] {(byte) 0xff, 0x1b});
        assertThat(gogo.out()).isEmpty();
    }

    @Test
    void tellsALuaErrorInOneLine() throws Exception {
        gogo.execute("vm:create a");

        assertFails("vm:execute a 'error script:1: bad\nthing\u001b[2J'", "VM a: script:1: bad\\nthing\\x1b[2J");
        assertThat(gogo.out()).isEmpty();
        assertThat(gogo.err()).isEmpty();
    }

    @Test
    void tellsOnlyTheBeginningOfALongError() throws Exception {
        gogo.execute("vm:create a");
        gogo.session.put("code", "error " + "x".repeat(100_000));

        assertFails("vm:execute a $code", "VM a: " + "x".repeat(994) + "… and 99006 characters more");
    }

    @Test
    void showsTheTracebackToPeopleOnlyAndBelowTheMessage() throws Exception {
        gogo.execute("vm:create a");
        assertThatThrownBy(() -> gogo.execute("vm:execute a 'error bad'")).hasToString("VM a: bad");
        gogo.session.put(".terminal", new Object());

        assertThatThrownBy(() -> gogo.execute("vm:execute a 'error bad'"))
                .hasMessage("VM a: bad")
                .hasToString("VM a: bad\n\u001b[2mstack traceback:\n\tin main\u001b[0m");
        gogo.session.put("NO_COLOR", "1");
        assertThatThrownBy(() -> gogo.execute("vm:execute a 'error bad'"))
                .hasToString("VM a: bad\nstack traceback:\n\tin main");
    }

    @Test
    void tellsAnotherEndByItsNameAndWhatItCost() throws Exception {
        gogo.execute("vm:create a");

        assertFails("vm:execute a exit", "VM a: exited: the process ended with exit code 3; its globals are lost");
    }

    @Test
    void givesTheResultAsDataOnRequest() throws Exception {
        gogo.execute("vm:create a");

        ExecutionResult result = (ExecutionResult) gogo.execute("vm:execute a 'write 42' --result");
        ExecutionResult failure = (ExecutionResult) gogo.execute("vm:execute a 'error bad' --result");

        assertThat(result.stdout()).isEqualTo("42");
        assertThat(failure.success()).isFalse();
        assertThat(gogo.out()).isEmpty();
        assertThat(gogo.print("vm:execute a 'write 42' --json"))
                .contains("\"outcome\" : \"ok\"", "\"stdout\" : \"42\"", "\"elapsed\" : 0.00123");
    }

    @Test
    void passesLimitsAndInputToTheScript() throws Exception {
        gogo.execute("vm:create a");

        gogo.execute("vm:execute a x --timeout 2s --cpu=500ms");

        Script script = vms.scripts.get(0);
        assertThat(script.timeout()).contains(Duration.ofSeconds(2));
        assertThat(script.cpuTime()).contains(Duration.ofMillis(500));
        assertThat(script.input().orElseThrow().read(9)).isEqualTo("typed".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void leavesTheKeyboardToTheShell() throws Exception {
        gogo.execute("vm:create a");
        gogo.session.put(".terminal", new Object());
        Path file = Files.writeString(directory.resolve("in"), "from a file");

        gogo.execute("vm:execute a x");
        gogo.execute("vm:execute a x < '" + file + "'");

        assertThat(vms.scripts.get(0).input()).isEmpty();
        assertThat(vms.scripts.get(1).input()).isPresent();
    }

    @Test
    void runsAFileWithItsArguments() throws Exception {
        Path file = Files.writeString(directory.resolve("script.lua"), "");
        gogo.execute("vm:create a");
        gogo.session.currentDir(directory);

        gogo.execute("vm:run --timeout 1s a script.lua --timeout 2s 007");

        Script script = vms.scripts.get(0);
        assertThat(script.file()).contains(file);
        assertThat(script.arguments()).containsExactly(LuaValue.of("--timeout"), LuaValue.of("2s"), LuaValue.of("007"));
        assertThat(script.timeout()).contains(Duration.ofSeconds(1));
    }

    @Test
    void callsAFunctionAndGivesWhatItReturns() throws Exception {
        gogo.execute("vm:create a");

        assertThat(gogo.execute("vm:call a arguments 1 x true nil"))
                .isEqualTo(LuaValue.of(List.of(LuaValue.of(1L), LuaValue.of("x"), LuaValue.of(true), LuaValue.nil())
                        .toString()));
        assertThat(gogo.print("vm:call a pair")).isEqualTo("1\nb\\x1b");
        assertThat(gogo.execute("vm:call a nothing")).isNull();
        gogo.execute("vm:call --text a arguments 1");
        assertThat(vms.scripts).last().extracting(Script::arguments).isEqualTo(List.of(LuaValue.of("1")));
    }

    @Test
    void removesSeveralAtOnceOrNone() throws Exception {
        gogo.execute("vm:cluster w 3; vm:create a; vm:create b");

        assertFails("vm:remove a nobody", "vm:remove: no VM has the id 'nobody'; vm:list shows those that exist");
        assertThat(vms.vms).hasSize(5);

        assertThat(gogo.execute("vm:remove a 'w-*'")).isEqualTo("removed a, w-1, w-2, w-3");
        assertThat(vms.vms).containsOnlyKeys("b");
    }

    @Test
    void takesARecordWhereAnIdIsAskedFor() throws Exception {
        gogo.execute("info = (vm:create a)");

        assertThat(gogo.execute("vm:info $info")).isInstanceOf(VmInfo.class);
    }

    @Test
    void switchesDebugResetsForksAndInterrupts() throws Exception {
        gogo.execute("vm:create a --engine 5.1");

        assertThat(gogo.execute("vm:debug a on")).isEqualTo("debug log of a is on");
        assertThat(gogo.execute("vm:interrupt a")).isEqualTo("nothing was running in a");
        assertThat(gogo.execute("vm:reset a")).isInstanceOf(VmInfo.class);
        gogo.execute("vm:fork a b");

        assertThat(vms.vms.get("a").debug).isTrue();
        assertThat(vms.vms.get("a").resets).isEqualTo(1);
        assertThat(vms.vms.get("b").config.engine()).isEqualTo("5.1");
    }

    @Test
    void printsTheStacksOfCodeOfAFileAndOfWhatOthersRun() throws Exception {
        Files.writeString(directory.resolve("file.lua"), "");
        gogo.session.currentDir(directory);
        gogo.execute("vm:create a");
        String lines = "script;hot (script:1) 9\nscript 1";

        assertThat(gogo.print("vm:profile a 'write hi' --timeout 3s")).isEqualTo(lines);
        assertThat(vms.scripts.get(0).timeout()).contains(Duration.ofSeconds(3));
        assertThat(gogo.print("vm:profile a --file file.lua")).isEqualTo(lines);
        assertThat(gogo.print("vm:profile a")).isEqualTo(lines);
        assertThat(vms.vms.get("a").sampled).isEqualTo(Duration.ofSeconds(10));
        assertThat(gogo.execute("vm:profile a --duration 2s --json").toString().replaceAll("\\s+", ""))
                .contains("\"frames\":[\"script\",\"hot(script:1)\"]", "\"samples\":10", "\"unit\":\"milliseconds\"");
        assertThat(vms.vms.get("a").sampled).isEqualTo(Duration.ofSeconds(2));
        assertFails("vm:profile a x --file file.lua", "vm:profile: give either CODE or --file");
        assertFails(
                "vm:profile a x --duration 1s",
                "vm:profile: --duration is for what others run; CODE and --file have --timeout");
        assertFails(
                "vm:profile a --cpu 1s",
                "vm:profile: --timeout and --cpu are for CODE and --file; how long others are sampled says --duration");
    }

    @Test
    void writesTheStacksToAFileEvenIfTheScriptFails() throws Exception {
        gogo.session.currentDir(directory);
        gogo.execute("vm:create a");

        assertThat(gogo.execute("vm:profile a 'write hi' --to stacks")).isNull();
        assertThat(directory.resolve("stacks")).hasContent("script;hot (script:1) 9\nscript 1\n");
        assertFails("vm:profile a 'error no' --to failed", "VM a: no");
        assertThat(directory.resolve("failed")).hasContent("script;hot (script:1) 9\nscript 1\n");
        assertFails(
                "vm:profile a 'write hi' --to .",
                "vm:profile: " + directory.resolve(".") + " is a folder; give a file");
    }

    @Test
    void broadcastsToWhatMatches() throws Exception {
        gogo.execute("vm:cluster w 2; vm:create a");

        assertThat(gogo.print("vm:broadcast 'w-*' 'write hi'")).isEqualTo("""
                        VM   OUTCOME  ELAPSED  OUTPUT
                        w-1  ok       1.23ms   hi
                        w-2  ok       1.23ms   hi""");
        assertFails("vm:broadcast 'x*' 'write hi'", "vm:broadcast: no id matches 'x*'; vm:list shows those that exist");
    }

    @Test
    void printsHelpForEveryCommand() throws Exception {
        gogo.execute("vm:create --help");

        assertThat(gogo.out())
                .startsWith(
                        "vm:create - creates a VM: one Lua state in one process\n\nusage: vm:create [ID] [options]\n")
                .contains("\n  --engine ENGINE        interpreter: ", "\n  --json  ");
        assertThat(vms.vms).isEmpty();
    }

    @Test
    @Timeout(30)
    void survivesTheInterruptOfACommandThatFloodsTheTerminal() throws Exception {
        gogo.execute("vm:create a");
        gogo.session.put(".terminal", new Object());
        Thread shell = new Thread(() -> {
            try {
                gogo.execute("vm:execute a flood");
            } catch (Exception e) {
                gogo.session.put("failure", e);
            }
        });
        shell.start();
        vms.flooding.await();

        Job job = gogo.session.foregroundJob();
        job.interrupt();
        shell.join();
        gogo.execute("vm:execute a 'write alive'");

        assertThat(gogo.session.get("failure")).isNotNull();
        assertThat(gogo.out()).contains("alive");
        await().untilAsserted(() -> assertThat(gogo.out())
                .contains("VM a: interrupted: interrupted; its globals are lost")
                .doesNotContain("stack traceback"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "vm:info | vm:info: ID is missing; usage: vm:info ID [options]",
                "vm:info nobody | vm:info: no VM has the id 'nobody'; vm:list shows those that exist",
                "vm:info 'a b' | vm:info: 'a b' is not an id; use 1 to 64 of A-Z a-z 0-9 . _ -",
                "vm:info '' | vm:info: '' is not an id; use 1 to 64 of A-Z a-z 0-9 . _ -",
                "vm:execute nobody 'x' | vm:execute: no VM has the id 'nobody'; vm:list shows those that exist",
                "vm:execute a | vm:execute: CODE is missing; usage: vm:execute ID CODE [options]",
                "vm:execute a b c | vm:execute: 'c' is one word too many; put text with blanks in quotes; usage: vm:execute ID CODE [options]",
                "vm:execute a b --timeout soon | vm:execute: --timeout: 'soon' is not a duration; write it like 500ms, 10s or 2m",
                "vm:execute a b --timeout | vm:execute: --timeout needs a value: --timeout TIME",
                "vm:run nobody f.lua | vm:run: no VM has the id 'nobody'; vm:list shows those that exist",
                "vm:run a /no/such.lua | vm:run: there is no file /no/such.lua",
                "vm:run a / | vm:run: / is a directory; give a Lua file",
                "vm:run a | vm:run: FILE is missing; usage: vm:run ID FILE [ARG...]",
                "vm:create a | vm:create: a VM with the id 'a' exists already; remove it or choose another id",
                "vm:create 'x/y' | vm:create: 'x/y' is not an id; use 1 to 64 of A-Z a-z 0-9 . _ -",
                "vm:create b --memory 64X | vm:create: --memory: '64X' is not a size; write it like 512K, 64M or 1G",
                "vm:create b --memory 1K | vm:create: --memory: 1K is too little; at least 8M",
                "vm:create b --output 2G | vm:create: --output: 2G is too much; at most 1G",
                "vm:create b --profile root | vm:create: --profile: 'root' is not one of trusted, standard, untrusted",
                "vm:create b --sandbox maybe | vm:create: --sandbox: 'maybe' is not one of required, preferred, off",
                "vm:create b --readable '' | vm:create: --readable: there is an empty path",
                "vm:create b --readable /tmp: | vm:create: --readable: there is an empty path",
                "vm:create b --readable /no/such | vm:create: --readable: there is no file or folder /no/such",
                "vm:create b --readable /tmp/.. | vm:create: --readable: not all files at once; profile trusted sees those of the host",
                "vm:create b --provider xcp | vm:create: unknown VM provider 'xcp'; there is: process",
                "vm:create b --debug=1 | vm:create: --debug takes no value",
                "vm:fork a a | vm:fork: a VM with the id 'a' exists already; remove it or choose another id",
                "vm:fork a | vm:fork: NEWID is missing; usage: vm:fork ID NEWID [options]",
                "vm:debug a maybe | vm:debug: 'maybe' is neither on nor off",
                "vm:cluster w many | vm:cluster: SIZE: 'many' is not a number from 1 to 10000",
                "vm:cluster w 0 | vm:cluster: SIZE: '0' is not a number from 1 to 10000",
                "vm:remove | vm:remove: ID is missing; usage: vm:remove ID...",
                "vm:remove 'x*' | vm:remove: no id matches 'x*'; vm:list shows those that exist",
                "vm:list a b | vm:list: 'b' is one word too many; put text with blanks in quotes; usage: vm:list [GLOB] [options]",
                "vm:engines --all | vm:engines: there is no option --all; there are --json, --help"
            })
    void answersAMistakeWithOneLine(String line, String message) throws Exception {
        gogo.execute("vm:create a");

        assertFails(line, message);
        assertThat(gogo.out()).isEmpty();
        assertThat(gogo.err()).isEmpty();
    }

    private void assertFails(String line, String message) {
        assertThatThrownBy(() -> gogo.execute(line))
                .isInstanceOf(CommandException.class)
                .hasToString(message)
                .hasMessage(message)
                .satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
    }
}
