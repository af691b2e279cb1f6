// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.felix.service.command.CommandSession;
import org.jline.builtins.Completers.CompletionData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.luarium.shell.internal.syntax.Syntax;
import org.luarium.shell.internal.view.StageInfo;
import org.luarium.vm.VmConfig;

final class LuariumCommandsTest {
    private final FakeSessions sessions = new FakeSessions();
    private final FakeVms vms = sessions.vms;
    private final GogoSession gogo = new GogoSession("", new LuariumCommands("1.2.3", vms, sessions, true));

    @AfterEach
    void close() {
        gogo.close();
    }

    @Test
    void benchmarkSaysWhatIsMissing() {
        gogo.close();
        try (GogoSession alone = new GogoSession("", new LuariumCommands("1", null, null, true))) {
            assertThatThrownBy(() -> alone.execute("luarium:benchmark --quick"))
                    .hasMessage("luarium:benchmark: no service VmManager; luarium:doctor says why");
        }
    }

    @Test
    void versionNamesWhatRuns() throws Exception {
        assertThat(gogo.print("luarium:version"))
                .contains("1.2.3", System.getProperty("java.version"), System.getProperty("os.arch"));
    }

    @Test
    void completionDeclaresEveryCommandAndOption() throws Exception {
        assertThat(gogo.print("luarium:completion"))
                .contains("complete -c vm:create -d 'creates a VM: one Lua state in one process'\n")
                .contains("complete -c vm:create -l memory -d 'most memory, such as 64M'\n")
                .contains("complete -c luarium:version -l json -d 'prints JSON'\n")
                .contains("complete -c vm:info -a 'luarium:_candidates vm:info ($.commandLine words) "
                        + "($.commandLine wordIndex)'\n");
    }

    @Test
    void declaresTheSameToAShellAtOnce() throws Exception {
        Map<String, List<CompletionData>> completions = new HashMap<>();
        gogo.session.put(".completions", completions);

        gogo.execute("luarium:_declare");

        assertThat(completions.keySet())
                .isEqualTo(Usages.all().stream().map(Syntax::command).collect(Collectors.toSet()));
        assertThat(completions.get("vm:create"))
                .anyMatch(data -> "creates a VM: one Lua state in one process".equals(data.description))
                .anyMatch(data -> List.of("--memory").equals(data.options))
                .anyMatch(data -> data.argument != null && data.argument.startsWith("luarium:_candidates vm:create "));
        assertThat(gogo.print("luarium:completion").lines().filter(line -> line.startsWith("complete -c vm:create -")))
                .hasSize(Objects.requireNonNull(completions.get("vm:create")).size() + 1);
    }

    @Test
    void completesByThePlaceInTheLine() throws Exception {
        vms.create(VmConfig.of("alpha"));
        vms.create(VmConfig.of("beta"));

        assertThat(candidates("vm:info", "[vm:info '']", 1)).isEqualTo(List.of("alpha", "beta"));
        assertThat(candidates("vm:info", "[vm:info alpha '']", 2)).isEqualTo(List.of());
        assertThat(candidates("vm:remove", "[vm:remove alpha '']", 2)).isEqualTo(List.of("alpha", "beta"));
        assertThat(candidates("vm:debug", "[vm:debug alpha '']", 2)).isEqualTo(List.of("on", "off"));
        assertThat(candidates("vm:create", "[vm:create x --engine '']", 3)).isEqualTo(List.of("lua5.4"));
        assertThat(candidates("vm:create", "[vm:create --profile '']", 2))
                .isEqualTo(List.of("trusted", "standard", "untrusted"));
        assertThat(candidates("vm:create", "[vm:create --sandbox '']", 2))
                .isEqualTo(List.of("required", "preferred", "off"));
        assertThat(candidates("vm:execute", "[vm:execute --timeout 1s '']", 3)).isEqualTo(List.of("alpha", "beta"));
        assertThat(candidates("vm:unknown", "[vm:unknown '']", 1)).isEqualTo(List.of());
    }

    @Test
    void completesSessionsAndTheirVms() throws Exception {
        vms.create(VmConfig.of("alpha"));
        sessions.open("beta");

        assertThat(candidates("session:attach", "[session:attach '']", 1)).isEqualTo(List.of("beta"));
        assertThat(candidates("session:open", "[session:open x --vm '']", 3)).isEqualTo(List.of("alpha", "beta"));
        assertThat(candidates("session:open", "[session:open '']", 1)).isEqualTo(List.of("beta"));
        assertThat(candidates("session:copy", "[session:copy beta '']", 2)).isEqualTo(List.of());
    }

    @Test
    void completesReferencesStagesAndActions() throws Exception {
        gogo.addCommand("store", new FakeStoreCommands(), "_references");
        gogo.addCommand("store", new FakeStoreCommands(), "stages");

        assertThat(candidates("store:show", "[store:show '']", 1)).isEqualTo(List.of("hello", "rref:x"));
        assertThat(candidates("store:realize", "[store:realize '']", 1)).isEqualTo(List.of("bread"));
        assertThat(candidates("store:step", "[store:step '']", 1))
                .isEqualTo(List.of("status", "next", "folder", "continue", "use", "cancel", "bread"));
        assertThat(candidates("store:root", "[store:root '']", 1)).isEqualTo(List.of("list", "add", "remove"));
        assertThat(candidates("store:find", "[store:find '']", 1)).isEqualTo(List.of());
    }

    @Test
    void completesNothingOfAStoreThatIsNotThere() throws Exception {
        assertThat(candidates("store:show", "[store:show '']", 1)).isEqualTo(List.of());
        assertThat(candidates("store:profile", "[store:profile show '']", 2)).isEqualTo(List.of());
    }

    @Test
    void completesFilesAsTheShellDoes() throws Exception {
        gogo.addCommand("gogo", new FakeJline(), "__files");

        assertThat(candidates("vm:run", "[vm:run alpha '']", 2)).isEqualTo(List.of("a.lua", "b.lua"));
        assertThat(candidates("vm:run", "[vm:run alpha a.lua x '']", 4)).isEqualTo(List.of("a.lua", "b.lua"));
        assertThat(candidates("vm:create", "[vm:create --readable '']", 2)).isEqualTo(List.of("a.lua", "b.lua"));
    }

    private Object candidates(String command, String words, int place) throws Exception {
        return gogo.execute("luarium:_candidates " + command + " " + words + " " + place);
    }

    /** What completion asks the store for. */
    public static final class FakeStoreCommands {
        public List<String> _references() {
            return List.of("hello", "rref:x");
        }

        public List<StageInfo> stages() {
            return List.of(new StageInfo("bread", "typed"));
        }
    }

    /** The one command of gogo.jline that completion leans on. */
    public static final class FakeJline {
        public List<String> __files(CommandSession session) {
            return List.of("a.lua", "b.lua");
        }
    }
}
