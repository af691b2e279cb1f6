// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.isolate.Confinement;
import org.luarium.isolate.ConfinementReport.Level;
import org.luarium.isolate.Profile;
import org.luarium.vm.Vm;
import org.luarium.vm.VmConfig;

/** Confinement holds for each of many VMs at once, and nothing is left of it. */
class ManyConfinedVmsTest {
    private static final int COUNT = 500;

    @TempDir
    Path folder;

    @Test
    @Timeout(180)
    void confinesFiveHundredVmsAtOnceAndLeavesNothingBehind() throws Exception {
        List<String> mounts = mounts();
        List<Long> pids = new ArrayList<>();
        try (TestHost host = new TestHost("fifo", HostConfig.defaults(), folder)) {
            List<Vm> vms = new ArrayList<>();
            long began = System.nanoTime();
            for (int i = 0; i < COUNT; i++) {
                vms.add(host.manager()
                        .create(VmConfig.builder("vm" + i)
                                .confinement(Confinement.of(Profile.UNTRUSTED))
                                .build()));
            }
            long created = System.nanoTime() - began;
            for (int i = 0; i < COUNT; i++) {
                Vm vm = vms.get(i);
                assertThat(vm.info().confinement().level()).isEqualTo(Level.ENFORCED);
                assertThat(vm.execute("return " + i).value().asLong()).isEqualTo(i);
                pids.add(vm.info().pid());
            }
            System.out.printf("%d confined VMs at once, created in %.2f ms each%n", COUNT, created / 1e6 / COUNT);
            assertThat(mounts()).isEqualTo(mounts);

            vms.forEach(Vm::close);

            assertThat(links()).isLessThan(COUNT / 10L);
        }
        assertThat(pids).doesNotHaveDuplicates().noneMatch(pid -> Files.exists(Path.of("/proc/" + pid)));
        assertThat(mounts()).isEqualTo(mounts);
        assertThat(folder).doesNotExist();
    }

    @Test
    @Timeout(60)
    void givesFilesToManyUntrustedVms() throws Exception {
        try (TestHost host = new TestHost("fifo", HostConfig.defaults(), folder)) {
            Path given = Files.writeString(folder.resolve("given"), "CANARY");
            Confinement confinement =
                    Confinement.builder(Profile.UNTRUSTED).readable(given).build();
            // Enough of them to have the link compiled, into a file that is private
            for (int i = 0; i < 40; i++) {
                try (Vm vm = host.manager()
                        .create(VmConfig.builder("vm" + i)
                                .confinement(confinement)
                                .build())) {
                    assertThat(vm.info().confinement().level()).isEqualTo(Level.ENFORCED);
                    assertThat(vm.execute("return 1").success()).isTrue();
                }
            }
        }
    }

    private static List<String> mounts() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/mountinfo"));
    }

    /** Folders of FIFOs; some are made in advance. */
    private long links() throws IOException {
        try (Stream<Path> links = Files.list(folder.resolve("fifo"))) {
            return links.filter(Files::isDirectory).count();
        }
    }
}
