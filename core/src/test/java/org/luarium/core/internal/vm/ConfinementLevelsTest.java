// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.luarium.core.internal.confine.Tier;
import org.luarium.isolate.Confinement;
import org.luarium.isolate.Profile;
import org.luarium.isolate.SandboxUnavailableException;
import org.luarium.vm.Vm;
import org.luarium.vm.VmConfig;

/** Less is enforced on some machines than on others; a VM starts on all of them, unless it requires more. */
class ConfinementLevelsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Tier.class)
    void aStandardVmStarts(Tier best) throws IOException {
        try (TestHost host = new TestHost("fifo", HostConfig.defaults(), folder, best)) {
            Vm vm = host.manager().create("a");

            assertThat(vm.execute("return 1").value().asLong()).isEqualTo(1);
        }
    }

    @Test
    void aStandardVmStartsInAJvmOfItsOwn() throws IOException {
        try (TestHost host = new TestHost("fifo", HostConfig.defaults(), folder)) {
            Vm vm = host.manager()
                    .create(VmConfig.builder("a").engine("embedded-jvm").build());

            assertThat(vm.execute("return 1").value().asLong()).isEqualTo(1);
        }
    }

    /** What was given lies beside files of ours, which the user of the host alone may read. */
    @ParameterizedTest
    @EnumSource(Profile.class)
    void aVmStartsWithAFileThatItWasGiven(Profile profile) throws IOException {
        Path given = Files.writeString(folder.resolve("given.lua"), "return 7");
        try (TestHost host = new TestHost("fifo", HostConfig.defaults(), folder.resolve("host"))) {
            Vm vm = host.manager()
                    .create(VmConfig.builder("a")
                            .confinement(
                                    Confinement.builder(profile).readable(given).build())
                            .build());

            assertThat(vm.execute("return 1").value().asLong()).isEqualTo(1);
        }
    }

    @Test
    void anUntrustedVmIsRefusedWhereItsFilesCannotBeItsOwn() throws IOException {
        try (TestHost host = new TestHost("fifo", HostConfig.defaults(), folder, Tier.LIMITS)) {
            assertThatThrownBy(() -> host.manager()
                            .create(VmConfig.builder("a")
                                    .confinement(Confinement.of(Profile.UNTRUSTED))
                                    .build()))
                    .isInstanceOfSatisfying(
                            SandboxUnavailableException.class,
                            e -> assertThat(e.control()).isEqualTo("filesystem"));
        }
    }
}
