// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.store.CollectReport;
import org.luarium.store.Generation;
import org.luarium.store.Realization;
import org.luarium.store.Ref;
import org.luarium.store.VerifyReport;
import org.luarium.store.internal.Settings;
import org.luarium.store.internal.StoreImpl;

/** A small family: bread of dough of flour. */
final class StoreCareCommandsTest {
    @TempDir
    private Path directory;

    private StoreImpl store;
    private GogoSession gogo;
    private Ref.RRef flour;
    private Ref.RRef dough;
    private Ref.RRef bread;

    @BeforeEach
    void open() throws Exception {
        store = new StoreImpl(directory.resolve("store"), Settings.defaults());
        gogo = session(store);
        gogo.execute("store:node flour f=fine; store:define dough 'cp $flour/f $out/d' flour=flour");
        gogo.execute("store:define bread 'cp $dough/d $out/b' dough=dough");
        bread = ((Realization) gogo.execute("store:realize bread")).ref();
        dough = ref("dough");
        flour = ref("flour");
    }

    private GogoSession session(StoreImpl of) {
        StoreDesk desk = new StoreDesk(of);
        GogoSession session =
                new GogoSession("", new StoreCommands(desk), new StoreCareCommands(desk), new StoreStageCommands(desk));
        session.session.currentDir(directory);
        return session;
    }

    private Ref.RRef ref(String name) throws Exception {
        return ((Realization) ((List<?>) gogo.execute("store:find " + name)).get(0)).ref();
    }

    @AfterEach
    void close() {
        gogo.close();
        store.close();
    }

    @Test
    void explainsWhatWasMadeOfWhat() throws Exception {
        assertThat(gogo.print("store:why bread flour")).isEqualTo(bread + "\n" + dough + "\n" + flour);
        assertThat(gogo.print("store:why " + bread.dref() + " flour"))
                .isEqualTo(bread.dref() + "\n" + dough.dref() + "\n" + flour.dref());
        assertThat(gogo.print("store:why flour bread")).isEqualTo(flour + " does not depend on " + bread);
        assertThat(gogo.print("store:dependents flour")).isEqualTo(dough.toString());
        assertThat(gogo.print("store:dependents flour --indirect")).contains(dough.toString(), bread.toString());
        assertThat(gogo.print("store:show bread --json")).contains("\"dependents\" : 0", flour.toString());
    }

    @Test
    void findsByContentAndSumsUp() throws Exception {
        assertThat(gogo.print("store:find '*' --containing d"))
                .contains(dough.toString())
                .hasLineCount(2);
        assertThat(gogo.print("store:usage")).contains("4B    " + flour).endsWith("12B   in all");
        assertThat(gogo.print("store:usage dough")).endsWith("8B    in all").doesNotContain(bread.toString());
        assertThat(gogo.print("store:usage --json")).contains("\"total\" : 12");
    }

    @Test
    void comparesConfigurations() throws Exception {
        gogo.execute("store:define dough 'cp $flour/f $out/e' flour=flour");
        String other = gogo.print("store:define dough 'true' flour=flour");

        assertThat(gogo.print("store:difference " + dough + " " + other))
                .contains("-", "+", "cp $flour/f $out/d", "true");
        assertThat(gogo.print("store:difference bread bread")).isEqualTo("the configurations are the same");
    }

    @Test
    void linksAndCopies() throws Exception {
        assertThat(gogo.print("store:link bread 'here-%N'"))
                .startsWith("linked ")
                .endsWith(" to " + bread);
        assertThat(directory.resolve("here-bread/b")).hasContent("fine");

        gogo.execute("store:copy bread copy");
        assertThat(Files.writeString(directory.resolve("copy/b"), "changed")).hasContent("changed");
        assertThatThrownBy(() -> gogo.execute("store:copy bread copy")).hasMessageStartingWith("store:copy: ");
    }

    @Test
    void startsNoShellWhereThereIsNoTerminal() {
        assertThatThrownBy(() -> gogo.execute("store:shell bread"))
                .hasMessage("store:shell: there is no terminal that a program of this machine could use;"
                        + " store:copy makes a copy to work in");
    }

    @Test
    void listsFailedAttemptsWithTheirLogs() throws Exception {
        gogo.execute("store:define burnt 'echo smoke; exit 1' dough=dough");
        assertThatThrownBy(() -> gogo.execute("store:realize burnt")).hasMessageContaining("smoke");

        assertThat(gogo.print("store:attempts burnt")).contains("smoke", ".log").hasLineCount(2);
        assertThat(gogo.print("store:list --derivations burnt")).contains("  0             1");
    }

    @Test
    void verifiesAndNamesWhatIsWrong() throws Exception {
        assertThat(((VerifyReport) gogo.execute("store:verify")).objects()).isEqualTo(3);
        Path file = store.find(dough).orElseThrow().path().resolve("d");
        assertThat(file.toFile().setWritable(true)).isTrue();
        Files.writeString(file, "FINE");

        assertThat(gogo.print("store:verify bread flour")).contains("problems  none");
        assertThatThrownBy(() -> gogo.execute("store:verify"))
                .hasMessage("store:verify: 1 of 3 objects are not what they were;"
                        + " store:verify --repair fetches them from a binary cache");
        assertThat(gogo.out()).contains(dough.toString(), "verified  3 realizations");
        assertThat(gogo.print("store:verify --json")).contains("\"good\" : false", dough.toString());
    }

    @Test
    void collectsWhatNobodyKeeps() throws Exception {
        assertThat(((CollectReport) gogo.execute("store:collect --older-than 30d")).removed())
                .isEmpty();
        assertThat(gogo.print("store:collect dough --dry-run"))
                .contains(bread + "  4B", "removed  1 realizations")
                .doesNotContain(dough.toString() + " ");
        assertThat(gogo.print("store:root add supper dough")).isEqualTo("root supper keeps " + dough);
        assertThat(gogo.print("store:root")).contains("supper  " + dough);

        CollectReport report = (CollectReport) gogo.execute("store:collect");

        assertThat(report.removed()).containsOnlyKeys(bread);
        assertThat(gogo.print("store:root remove supper")).isEqualTo("removed root supper");
        assertThatThrownBy(() -> gogo.execute("store:root remove supper"))
                .hasMessage("store:root: there is no root 'supper'; store:root shows those that exist");
        Files.createDirectory(directory.resolve("links"));
        gogo.execute("store:link dough links/d");
        assertThat(((CollectReport) gogo.execute("store:collect --keep-links links")).removed())
                .isEmpty();
        assertThat(((CollectReport) gogo.execute("store:collect --free 1G")).kept())
                .isZero();
    }

    @Test
    void removesWhatNothingNeedsAndSaysWhatDoes() throws Exception {
        assertThatThrownBy(() -> gogo.execute("store:remove flour"))
                .hasMessageStartingWith("store:remove: ")
                .hasMessageContaining(dough.toString());
        assertThatThrownBy(() -> gogo.execute("store:remove bread nobody")).hasMessageContaining("'nobody'");

        assertThat(gogo.print("store:remove bread")).isEqualTo("removed " + bread);
        assertThat(gogo.print("store:list")).hasLineCount(3);
    }

    @Test
    void exportsAndImportsWhatIsTrusted() throws Exception {
        assertThat(gogo.print("store:export all.bin bread"))
                .startsWith("exported 1 realization with everything that they were made of, ");
        assertThatThrownBy(() -> gogo.execute("store:export all.bin bread"))
                .hasMessageEndingWith("all.bin exists already; choose another name");
        assertThat(directory).isDirectoryNotContaining("glob:**/.all.bin*");

        gogo.close();
        try (StoreImpl other = new StoreImpl(directory.resolve("other"), Settings.defaults());
                GogoSession there = session(other)) {
            assertThatThrownBy(() -> there.execute("store:import all.bin")).hasMessageStartingWith("store:import: ");
            assertThatThrownBy(() -> there.execute("store:import all.bin --trust me:abc"))
                    .hasMessage("store:import: 'me:abc' is no Ed25519 public key;"
                            + " write it as name:base64, with 44 characters of Base64");
            assertThat(there.print("store:import all.bin --trust-anybody")).isEqualTo(bread.toString());
            there.execute("store:cat bread b");
            assertThat(there.out()).isEqualTo("fine");
            assertThat(there.print("store:show flour")).contains("origin      imported");
        }
    }

    @Test
    void publishesACacheAndSaysWhatIsNew() throws Exception {
        assertThat(gogo.print("store:publish cache bread")).isEqualTo("published 3 new objects");
        assertThat(gogo.print("store:publish cache dough")).isEqualTo("everything was published before");
        assertThat(directory.resolve("cache")).isNotEmptyDirectory();
    }

    @Test
    void leavesNoDraftOfAnExportThatFails() {
        String unknown = "rref:" + "a".repeat(32) + "-" + "b".repeat(32) + "-nobody";

        assertThatThrownBy(() -> gogo.execute("store:export some.bin " + unknown))
                .hasMessageContaining("nobody");
        assertThat(directory).isDirectoryNotContaining("glob:**some.bin*");
    }

    @Test
    void keepsProfilesWithAHistory() throws Exception {
        assertThat(gogo.print("store:profile")).isEqualTo("PROFILE  CURRENT  GENERATIONS");
        gogo.execute("store:profile commit kitchen main=dough");
        Generation second =
                (Generation) gogo.execute("store:profile commit kitchen main=bread side=flour --note 'a meal'");

        assertThat(second.entries()).containsEntry("main", bread).containsEntry("side", flour);
        assertThat(gogo.print("store:profile list")).contains("kitchen  2        2");
        assertThat(gogo.print("store:profile show kitchen"))
                .contains("current", "main,side", "a meal")
                .hasLineCount(3);
        assertThat(gogo.print("store:profile rollback kitchen")).contains("number   1, current", "main  " + dough);
        assertThat(gogo.print("store:profile switch kitchen 2")).contains("note     a meal");
        assertThat(gogo.print("store:profile prune kitchen 1")).hasLineCount(2);
        assertThatThrownBy(() -> gogo.execute("store:profile switch kitchen 1"))
                .hasMessageStartingWith("store:profile: ")
                .hasMessageContaining("1");
        assertThat(gogo.print("store:profile remove kitchen")).isEqualTo("removed profile kitchen");
        assertThatThrownBy(() -> gogo.execute("store:profile show kitchen"))
                .hasMessage("store:profile: there is no profile 'kitchen'; store:profile shows those that exist");
    }
}
