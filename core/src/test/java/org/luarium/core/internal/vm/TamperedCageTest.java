// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.core.internal.cage.Cage;
import org.luarium.core.internal.cage.Ids;
import org.luarium.core.internal.confine.Tier;
import org.luarium.core.internal.process.ChildProcess;
import org.luarium.core.internal.process.FifoLauncher;
import org.luarium.core.internal.process.Folders;
import org.luarium.core.internal.process.LaunchSpec;
import org.luarium.core.internal.process.ProcessLauncher;
import org.luarium.core.internal.process.Trial;
import org.luarium.isolate.Confinement;
import org.luarium.isolate.ConfinementReport.Control;
import org.luarium.isolate.Profile;
import org.luarium.isolate.SandboxUnavailableException;
import org.luarium.vm.LuaProcessException;
import org.luarium.vm.Vm;
import org.luarium.vm.VmConfig;

/** Cages that are not what they are called: the report tells, and who requires them is refused. */
class TamperedCageTest {
    private static final byte[] ALLOW_EVERYTHING = ByteBuffer.allocate(8)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putShort((short) 6) // BPF_RET
            .putShort((short) 0)
            .putInt(0x7fff_0000) // SECCOMP_RET_ALLOW
            .array();

    @TempDir
    Path folder;

    /** Changes cages on their way to the kernel: those of children, and maybe those that are tried out. */
    private record Tampering(FifoLauncher honest, UnaryOperator<Cage> change, boolean whenTried)
            implements ProcessLauncher {
        @Override
        public ChildProcess launch(LaunchSpec spec) throws IOException {
            return honest.launch(new LaunchSpec(
                    spec.name(), spec.command(), spec.tail(), spec.environment(), change.apply(spec.cage())));
        }

        @Override
        public String linkKind() {
            return honest.linkKind();
        }

        @Override
        public Optional<Trial> trial() {
            return whenTried ? Optional.of(new TamperedTrial(honest, change)) : honest.trial();
        }

        @Override
        public void close() {
            honest.close();
        }
    }

    private record TamperedTrial(Trial honest, UnaryOperator<Cage> change) implements Trial {
        @Override
        public Ids ids() throws IOException {
            return honest.ids();
        }

        @Override
        public int landlock() throws IOException {
            return honest.landlock();
        }

        @Override
        public Answer attempt(Cage cage, Attempt attempt) throws IOException {
            return honest.attempt(change.apply(cage), attempt);
        }

        @Override
        public Set<Integer> succeeding(Cage cage, List<Attempt> forbidden) throws IOException {
            return honest.succeeding(change.apply(cage), forbidden);
        }
    }

    private TestHost host(UnaryOperator<Cage> change, boolean whenTried, Tier best) throws IOException {
        FifoLauncher honest = new FifoLauncher(Folders.createPrivate(folder.resolve("fifo")));
        return new TestHost(new Tampering(honest, change, whenTried), HostConfig.defaults(), folder, best);
    }

    private static VmConfig config(Confinement.Mode mode) {
        return VmConfig.builder("a")
                .networked(true)
                .confinement(Confinement.builder(Profile.UNTRUSTED).mode(mode).build())
                .build();
    }

    private static List<String> missing(Vm vm) {
        return vm.info().confinement().controls().stream()
                .filter(row -> !row.enforced())
                .map(Control::name)
                .toList();
    }

    private static Cage withOpenFilter(Cage cage) {
        return cage.toBuilder().filter(ALLOW_EVERYTHING).build();
    }

    @Test
    void aFilterThatAllowsEverythingIsReportedAndRefusedWhereItIsRequired() throws IOException {
        try (TestHost host = host(TamperedCageTest::withOpenFilter, true, Tier.NAMESPACES)) {
            assertThatThrownBy(() -> host.manager().create(config(Confinement.Mode.REQUIRED)))
                    .isInstanceOfSatisfying(
                            SandboxUnavailableException.class,
                            e -> assertThat(e.control()).isEqualTo("network"));

            Vm vm = host.manager().create(config(Confinement.Mode.PREFERRED));
            assertThat(missing(vm))
                    .contains("network", "processes", "privileges")
                    .doesNotContain("filesystem");
            assertThat(vm.execute("return 1").value().asLong()).isEqualTo(1);
        }
    }

    @Test
    void aLauncherThatPutsNobodyIntoACageIsReportedAndRefusedWhereItIsRequired() throws IOException {
        try (TestHost host = host(cage -> Cage.NONE, true, Tier.LIMITS)) {
            assertThatThrownBy(() -> host.manager().create(config(Confinement.Mode.REQUIRED)))
                    .isInstanceOf(SandboxUnavailableException.class);
            assertThatThrownBy(() -> host.manager()
                            .create(VmConfig.builder("a").networked(false).build()))
                    .isInstanceOfSatisfying(
                            SandboxUnavailableException.class,
                            e -> assertThat(e.control()).isEqualTo("network"));
        }
    }

    @Test
    void aCageInWhichNothingWorksIsNotTakenForOneThatHolds() throws IOException {
        byte[] refuseEverything = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) 6)
                .putShort((short) 0)
                .putInt(0x0005_0001) // SECCOMP_RET_ERRNO, EPERM
                .array();
        UnaryOperator<Cage> deaf = cage ->
                cage.hasView() ? cage.toBuilder().filter(refuseEverything).build() : cage;
        try (TestHost host = host(deaf, true, Tier.NAMESPACES)) {
            Vm vm = host.manager().create(config(Confinement.Mode.PREFERRED));

            assertThat(vm.info().confinement().controls())
                    .extracting(Control::enforcedBy)
                    .doesNotContain("mount namespace");
        }
    }

    /** The attacks passed, but this one child is not where they were tried. */
    @Test
    void aChildThatIsNotInItsCageIsEndedBeforeItRunsAnything() throws IOException {
        try (TestHost host = host(TamperedCageTest::withoutFilter, false, Tier.NAMESPACES)) {
            assertThatThrownBy(() -> host.manager().create(config(Confinement.Mode.REQUIRED)))
                    .isInstanceOf(LuaProcessException.class)
                    .hasMessageContaining("its system calls are not filtered");
            assertThat(host.manager().find("a")).isEmpty();
        }
    }

    private static Cage withoutFilter(Cage cage) {
        return cage.toBuilder().filter(null).build();
    }
}
