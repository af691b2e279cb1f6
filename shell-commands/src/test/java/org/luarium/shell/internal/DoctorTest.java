// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.luarium.isolate.Diagnosis;
import org.luarium.isolate.Isolate;
import org.luarium.isolate.IsolateManager;
import org.luarium.isolate.IsolatedProgram;
import org.luarium.isolate.ProgramConfig;
import org.luarium.shell.internal.doctor.Layer;

final class DoctorTest {
    private static final Path DOCUMENT = Path.of("../docs/doctor.md");

    private final FakeVms vms = new FakeSessions().vms;

    @Test
    void reportsLayersEnginesAndWhatIsEnforced() throws Exception {
        try (GogoSession gogo = gogo(new DoctorCommands("1.2.3", new FakeIsolates(), vms, engines -> List.of()))) {
            assertThatThrownBy(() -> gogo.execute("luarium:doctor"))
                    .hasMessage("luarium:doctor: VMs do not work because of: VM");
            assertThat(gogo.out())
                    .contains("Luarium  1.2.3\n")
                    .contains(System.getProperty("java.version"))
                    .contains("link   degraded  slow", "buy a faster one")
                    .contains("VM     missing")
                    .contains("lua5.4  external  Lua 5.4.6")
                    .contains("rejected: is not Lua\\n\\x1b[2Jreally")
                    .contains("only memory enforced; NOT enforced: network")
                    .contains("VMs do not work because of: VM");
            assertThatThrownBy(() -> gogo.execute("luarium:doctor --json")).isInstanceOf(CommandException.class);
            assertThat(gogo.out()).contains("\"layer\" : \"link\"", "\"enforced\" : false", "\"failures\" : [");
        }
    }

    @Test
    void saysWhatIsMissing() throws Exception {
        try (GogoSession gogo = gogo(new DoctorCommands("1", null, null, engines -> List.of()))) {
            assertThatThrownBy(() -> gogo.execute("luarium:doctor"))
                    .hasMessage("luarium:doctor: VMs do not work because of: isolates, VMs");
            assertThat(gogo.out()).contains("no service IsolateManager", "no service VmManager");
        }
    }

    @Test
    void onlyWhatIsEssentialIsAFailure() {
        assertThat(Layer.fails(new Diagnosis("home", Diagnosis.State.MISSING, "", "")))
                .isTrue();
        assertThat(Layer.fails(new Diagnosis("home", Diagnosis.State.DEGRADED, "", "")))
                .isFalse();
        assertThat(Layer.fails(new Diagnosis("engine lua", Diagnosis.State.MISSING, "", "")))
                .isFalse();
    }

    @Test
    void theDocumentExplainsEveryLayer() throws Exception {
        List<String> headings = Files.readAllLines(DOCUMENT).stream()
                .filter(line -> line.startsWith("### "))
                .map(line -> line.substring("### ".length()))
                .toList();

        assertThat(headings)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Layer.values()).map(Layer::id).toList());
    }

    private static GogoSession gogo(DoctorCommands commands) {
        GogoSession session = new GogoSession("");
        session.addCommand("luarium", commands, "doctor");
        return session;
    }

    private record FakeIsolates() implements IsolateManager {
        @Override
        public IsolatedProgram start(ProgramConfig config) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Isolate> list() {
            return List.of();
        }

        @Override
        public Optional<Isolate> find(String name) {
            return Optional.empty();
        }

        @Override
        public List<Diagnosis> diagnose() {
            return List.of(new Diagnosis("link", Diagnosis.State.DEGRADED, "slow", "buy a faster one"));
        }
    }
}
