// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.luarium.store.Config;
import org.luarium.store.Realization;
import org.luarium.store.Realizer;
import org.luarium.store.Ref;
import org.luarium.store.Stage;
import org.luarium.store.internal.Settings;
import org.luarium.store.internal.StoreImpl;

final class StoreCommandsTest {
    @TempDir
    private Path directory;

    private StoreImpl store;
    private StoreDesk desk;
    private GogoSession gogo;

    @BeforeEach
    void open() {
        store = new StoreImpl(directory.resolve("store"), Settings.defaults());
        desk = new StoreDesk(store);
        gogo = new GogoSession(
                "",
                new StoreCommands(desk, InstantSource.fixed(Instant.now().plus(Duration.ofHours(1)))),
                new StoreCareCommands(desk),
                new StoreStageCommands(desk));
        gogo.session.currentDir(directory);
    }

    @AfterEach
    void close() {
        desk.close();
        gogo.close();
        store.close();
    }

    private Ref.RRef node(String line) throws Exception {
        return ((Realization) gogo.execute("store:node " + line)).ref();
    }

    @Test
    void makesListsAndShowsObjects() throws Exception {
        Ref.RRef hello = node("hello hello.txt=Hello lib/more.txt='two words'");
        Ref.RRef other = node("other");

        assertThat(gogo.print("store:list").lines().map(line -> line.replaceAll(" .*", "")))
                .containsExactlyInAnyOrder("REFERENCE", hello.toString(), other.toString());
        assertThat(gogo.print("store:list 'h*'"))
                .contains(hello.toString(), "14B", "built")
                .hasLineCount(2);
        assertThat(gogo.print("store:list --newer-than 30m")).hasLineCount(1);
        assertThat(gogo.print("store:list --newer-than 1d")).hasLineCount(3);
        assertThat(gogo.print("store:list --derivations hello"))
                .contains(hello.dref() + "  1             0")
                .hasLineCount(2);
        assertThat(gogo.print("store:show hello"))
                .contains("reference   " + hello, "origin      built", "\"artifacts\":{", "dependents  0");
        assertThat(gogo.print("store:show " + hello.dref())).contains("realized   " + hello);
        assertThat(gogo.print("store:show hello --json")).contains("\"size\" : 14", "\"origin\" : \"built\"");
    }

    @Test
    void takesTheBeginningOfADigest() throws Exception {
        Ref.RRef hello = node("hello hello.txt=Hello");

        assertThat(gogo.print("store:show " + hello.digest().substring(0, 8))).contains(hello.toString());
        assertThat(gogo.print("store:show rref:" + hello.digest().substring(0, 8)))
                .contains(hello.toString());
        assertThat(gogo.print("store:show dref:" + hello.dref().digest().substring(0, 8)))
                .startsWith("reference  " + hello.dref());
        assertThat(gogo.print("store:show dref:hello")).startsWith("reference  " + hello.dref());
        assertFails(
                "store:cat " + hello.dref() + " hello.txt",
                "store:cat: '" + hello.dref().toString().substring(0, 40)
                        + "…' is a derivation; a realization (rref:…) is wanted here");
    }

    @Test
    void listsTheCandidatesOfAnAmbiguousName() throws Exception {
        Ref.RRef one = node("hello a=1");
        Ref.RRef two = node("hello a=2");

        assertThatThrownBy(() -> gogo.execute("store:cat hello a"))
                .hasMessageStartingWith("store:cat: 'hello' may be any of ")
                .hasMessageContainingAll(one.toString(), two.toString());
    }

    @Test
    void inspect96_printsAFileOfARealizationAndRefusesADerivation() throws Exception {
        gogo.execute("hello = (store:node hello hello.txt=Hello)");

        gogo.execute("store:cat $hello hello.txt");
        assertThatThrownBy(() -> gogo.execute("store:cat " + store.derivations().get(0) + " hello.txt"))
                .hasMessageStartingWith("store:cat: ");

        assertThat(gogo.out()).isEqualTo("Hello");
    }

    @Test
    void printsFilesAndKeepsThemOffTheTerminal() throws Exception {
        store.realize(store.stages()
                .node(Config.builder("raw").build(), Map.of("a/b", "x\u001b[2J\n".getBytes(StandardCharsets.UTF_8))));

        gogo.execute("store:cat raw a/b");
        assertThat(gogo.out()).isEqualTo("x\u001b[2J\n");

        gogo.out.reset();
        gogo.session.put(".terminal", new Object());
        gogo.execute("store:cat raw a/b");
        assertThat(gogo.out()).isEqualTo("x\\x1b[2J\n");
    }

    @Test
    void listsFilesAndFollowsLinksInsideTheStoreOnly() throws Exception {
        store.realize((Stage<Ref.DRef>) plan ->
                plan.derive(Config.builder("links").build(), build -> {
                    Files.writeString(build.out().resolve("file"), "inside");
                    Files.createDirectory(build.out().resolve("folder"));
                    Files.createSymbolicLink(build.out().resolve("good"), Path.of("file"));
                    Files.createSymbolicLink(build.out().resolve("bad"), Path.of("/etc/hostname"));
                    Files.writeString(build.out().resolve("run"), "#!/bin/sh");
                    assertThat(build.out().resolve("run").toFile().setExecutable(true))
                            .isTrue();
                }));

        assertThat(gogo.print("store:files links")).isEqualTo("""
                        PATH    KIND     SIZE  TARGET
                        bad     link     -     /etc/hostname
                        file    file     6B
                        folder  folder   -
                        good    link     -     file
                        run     program  9B""");
        gogo.execute("store:cat links good");
        assertThat(gogo.out()).isEqualTo("inside");
        assertThatThrownBy(() -> gogo.execute("store:cat links bad"))
                .hasMessageContaining(" is a link that leads out of the store, to /etc/hostname");
        assertThatThrownBy(() -> gogo.execute("store:cat links folder"))
                .hasMessageEndingWith(" is a folder; store:files shows what is in it");
    }

    @Test
    void fetchesUnpacksAndTakesFilesOfThisMachine() throws Exception {
        Path file = Files.writeString(directory.resolve("data.txt"), "data");
        String hash =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));

        gogo.execute("store:fetch " + file.toUri() + " sha256:" + hash + " --name fetched; store:cat fetched data.txt");
        gogo.execute("store:local data.txt; store:cat data-txt data.txt");

        assertThat(gogo.out()).isEqualTo("datadata");
        assertThat(gogo.print("store:stages")).isEqualTo("""
                        STAGE     FROM
                        data-txt  typed
                        fetched   typed""");
    }

    @Test
    void buildsWhatWasTypedLineByLine() throws Exception {
        gogo.execute("store:node hello-source hello.sh='echo Hello'");
        gogo.execute("store:define hello 'cp $source/hello.sh $out/hello' source=hello-source");

        assertThat(gogo.print("store:realize hello --dry-run")).matches("dref:[a-z2-7]{32}-hello");
        assertThatThrownBy(() -> gogo.execute("store:realize hello --assert")).hasMessageContaining("is not realized");
        Ref.RRef hello = ((Realization) gogo.execute("store:realize hello --jobs 2")).ref();
        gogo.execute("store:cat " + hello + " hello");

        assertThat(gogo.out()).isEqualTo("echo Hello");
        assertThat(((Realization) gogo.execute("store:realize hello --assert")).ref())
                .isEqualTo(hello);
        assertThat(gogo.print("store:realize hello --dry-run")).isEqualTo("nothing would be built");
        assertThat(gogo.print("store:show hello")).contains("-hello-source");
        assertThat(gogo.print("store:dependents hello-source")).isEqualTo(hello.toString());
    }

    @Test
    void namesTheBuildThatFailed() throws Exception {
        gogo.execute("store:node empty; store:define bad 'echo out of flour; exit 3' input=empty");
        gogo.execute("store:define top 'true' bad=bad");

        assertThatThrownBy(() -> gogo.execute("store:realize bad"))
                .hasMessageStartingWith("store:realize: ")
                .hasMessageContaining("-bad")
                .hasMessageContaining("out of flour")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
        assertFails(
                "store:realize top --keep-going",
                "store:realize: 1 build failed, 1 were not tried, 0 realizations are there; store:attempts shows the logs");
        assertThat(gogo.err()).contains("out of flour");
    }

    @Test
    void stepsFromPauseToPause() throws Exception {
        gogo.execute("store:node flour; store:define dough 'echo dough > $out/d' flour=flour");
        gogo.execute("store:define bread 'cat $dough/d > $out/b' dough=dough");

        assertThat(gogo.print("store:step bread --at dough,bread"))
                .contains("before   dref:", "-dough", "made of  rref:", "-flour");
        assertThat(gogo.print("store:step")).contains("stage    bread");
        Path folder = Path.of((String) gogo.execute("store:step folder"));
        Files.writeString(folder.resolve("d"), "by hand");
        assertThat(gogo.print("store:step continue")).contains("-bread");
        assertFails(
                "store:step dough",
                "store:step: this shell is stepping through bread already; store:step cancel gives that up");
        assertThat(gogo.print("store:step next")).contains("before  the end", "result  rref:");

        gogo.execute("store:cat bread b");
        assertThat(gogo.out()).isEqualTo("by hand");
        assertFails("store:step next", "store:step: this shell steps through nothing; store:step STAGE begins");
    }

    @Test
    void stepsWithFoldersAndRealizationsAndGivesUp() throws Exception {
        gogo.execute("store:node flour; store:define dough 'echo dough > $out/d' flour=flour");
        Files.writeString(Files.createDirectory(directory.resolve("mine")).resolve("d"), "mine");

        gogo.execute("store:step dough --at dough");
        assertThat(gogo.execute("store:step cancel")).isEqualTo("gave up dough");
        gogo.execute("store:step dough --at dough; store:step continue mine");
        gogo.execute("store:step dough --at dough");
        assertThat(gogo.print("store:step use dough")).contains("before  the end");
        gogo.execute("store:cat dough d");

        assertThat(gogo.out()).isEqualTo("mine");
        assertThatThrownBy(() -> gogo.execute("store:step dough --at water"))
                .hasMessageStartingWith("store:step: the stage needs no derivation 'water'; it needs dref:");
    }

    @Test
    void realizesWhatBundlesPublish() throws Exception {
        Stage<List<Ref.DRef>> pair = plan -> List.of(
                plan.use(store.stages().file("a", new byte[1])),
                plan.use(store.stages().file("b", new byte[2])));
        desk.addStage(pair, Map.of("luarium.stage", "pair", "service.bundleid", 7L));

        assertThat(gogo.print("store:stages")).isEqualTo("STAGE  FROM\npair   bundle 7");
        assertThat(gogo.print("store:realize pair")).hasLineCount(3);
        assertFails(
                "store:define user true input=pair",
                "store:define: the stage 'pair' does not give one derivation, so it is no input");

        desk.removeStage(pair);
        assertFails(
                "store:realize pair", "store:realize: there is no stage 'pair'; store:stages shows those that exist");
    }

    @Test
    @Timeout(30)
    void stopsABuildWhenItsCommandIsInterrupted() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        desk.addStage(
                plan -> plan.derive(Config.builder("slow").build(), Realizer.of("slow-1", build -> {
                    begun.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } finally {
                        stopped.countDown();
                    }
                })),
                Map.of("luarium.stage", "slow"));
        Thread shell = new Thread(() -> {
            try {
                gogo.execute("store:realize slow");
            } catch (Exception e) {
                gogo.session.put("failure", e);
            }
        });
        shell.start();
        begun.await();

        gogo.session.foregroundJob().interrupt();
        shell.join();
        stopped.await();
        // The shell no longer waits for the command, but this test has to: its end puts the streams of Gogo in place
        // once more.
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("pipe-")));

        assertThat(gogo.session.get("failure")).isNotNull();
        assertThat(gogo.print("store:list")).hasLineCount(1);
    }

    @Test
    void showsProgressOnATerminalAndErasesIt() throws Exception {
        gogo.session.put(".terminal", new Object());
        desk.addStage(
                plan -> plan.derive(
                        Config.builder("half").build(),
                        Realizer.of(
                                "half-1", build -> Files.createFile(build.out().resolve("x")))),
                Map.of("luarium.stage", "half"));

        gogo.execute("store:realize half");

        assertThat(gogo.out()).startsWith("\r0/1  half  begins").matches("(?s).*\r +\r");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "store:show | store:show: REF is missing; usage: store:show REF [options]",
                "store:show nobody | store:show: there is no realization or derivation 'nobody'; store:list shows those that exist",
                "store:show '' | store:show: there is no realization or derivation ''; store:list shows those that exist",
                "store:cat nobody x | store:cat: there is no realization 'nobody'; store:list shows those that exist",
                "store:cat dref:x y | store:cat: 'dref:x' is a derivation; a realization (rref:…) is wanted here",
                "store:files rref:zzz | store:files: there is no realization 'rref:zzz'; store:list shows those that exist",
                "store:list --newer-than soon | store:list: --newer-than: 'soon' is not a duration; write it like 500ms, 10s or 2m",
                "store:list --derivations --newer-than 1d | store:list: --newer-than is about realizations; derivations have no time",
                "store:fetch http://localhost/x abc | store:fetch: 'abc' is no hash; a SHA-256 hash has 64 hexadecimal digits, a SHA-1 hash 40",
                "store:fetch 'a b' abc | store:fetch: 'a b' is no address such as https://example.org/a.tar.gz",
                "store:local none | store:local: there is no file ",
                "store:node x y | store:node: 'y' has no name and value; write it like hello.txt=Hello",
                "store:node x a=1 a=2 | store:node: 'a' is given twice",
                "store:node x ../a=1 | store:node: ",
                "store:node 'x y' | store:node: ",
                "store:unpack nothing | store:unpack: there is no stage 'nothing'; store:stages shows those that exist",
                "store:define x true out=y | store:define: 'out' cannot be the variable of an input; use letters, digits and _, and not name, out or script",
                "store:define x true a=nothing | store:define: there is no stage 'nothing'; store:stages shows those that exist",
                "store:realize nothing | store:realize: there is no stage 'nothing'; store:stages shows those that exist",
                "store:realize nothing --jobs 0 | store:realize: ",
                "store:step nothing | store:step: there is no stage 'nothing'; store:stages shows those that exist",
                "store:step nothing more | store:step: 'more' is one word too many for nothing",
                "store:step cancel | store:step: this shell steps through nothing; store:step STAGE begins",
                "store:verify nobody --repair | store:verify: there is no realization 'nobody'; store:list shows those that exist",
                "store:collect --free many | store:collect: --free: 'many' is not a size; write it like 512K, 64M or 1G",
                "store:import /no/such | store:import: there is no file /no/such",
                "store:export x nobody | store:export: there is no realization 'nobody'; store:list shows those that exist",
                "store:root keep | store:root: there is no action 'keep'; there are list, add and remove",
                "store:root add | store:root: REF is missing; usage: store:root add NAME REF",
                "store:root remove | store:root: NAME is missing; usage: store:root remove NAME",
                "store:profile burn | store:profile: there is no action 'burn'; there are list, show, commit, rollback, switch, prune and remove",
                "store:profile show --note x | store:profile: --note belongs to commit",
                "store:profile commit p | store:profile: ENTRY is missing; usage: store:profile commit NAME KEY=REF",
                "store:profile commit p a | store:profile: 'a' has no name and value; write it like tool=tool-1",
                "store:profile show | store:profile: NAME is missing; usage: store:profile show NAME"
            })
    void answersAMistakeWithOneLine(String line, String message) {
        assertThatThrownBy(() -> gogo.execute(line))
                .isInstanceOf(CommandException.class)
                .satisfies(e -> assertThat(e.toString()).startsWith(message).doesNotContain("\n", "internal error"))
                .satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
        assertThat(gogo.out()).isEmpty();
        assertThat(gogo.err()).isEmpty();
    }

    private void assertFails(String line, String message) {
        assertThatThrownBy(() -> gogo.execute(line))
                .isInstanceOf(CommandException.class)
                .hasToString(message);
    }
}
