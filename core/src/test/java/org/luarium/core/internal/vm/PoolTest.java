// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.luarium.isolate.Confinement;
import org.luarium.isolate.ConfinementReport.Level;
import org.luarium.isolate.Isolate;
import org.luarium.isolate.Profile;
import org.luarium.vm.Vm;
import org.luarium.vm.VmConfig;

/** Processes that wait for a VM. */
class PoolTest {
    private static final int SIZE = 4;

    private TestHost host;

    @BeforeEach
    void start() throws IOException {
        host = new TestHost("fifo", HostConfig.defaults().withPoolSize(SIZE));
    }

    @AfterEach
    void stop() {
        host.close();
    }

    private static VmConfig config(String id, Profile profile) {
        return VmConfig.builder(id).confinement(Confinement.of(profile)).build();
    }

    private void awaitPooled(int count) {
        Awaitility.await().until(() -> host.manager().statistics().pooled() == count);
    }

    private Set<Long> pids() {
        Set<Long> pids = new HashSet<>();
        for (Isolate isolate : host.host().isolates()) {
            pids.add(isolate.info().pid());
        }
        return pids;
    }

    @Test
    void handsOutAProcessThatWaits() {
        host.manager().create(config("first", Profile.STANDARD));
        awaitPooled(SIZE);
        Set<Long> waiting = pids();

        Vm vm = host.manager().create(config("second", Profile.STANDARD));

        assertThat(waiting).contains(vm.info().pid());
        assertThat(vm.info().scripts()).isZero();
        assertThat(vm.execute("local n = 0 for k in pairs(package.loaded) do n = n + 1 end return n, x, arg")
                        .orThrow()
                        .stdout())
                .endsWith("nil\tnil\n");
        awaitPooled(SIZE);
    }

    @Test
    void keepsProfilesApart() {
        host.manager().create(config("standard", Profile.STANDARD));
        awaitPooled(SIZE);
        Set<Long> standard = pids();

        Vm untrusted = host.manager().create(config("untrusted", Profile.UNTRUSTED));

        assertThat(standard).doesNotContain(untrusted.info().pid());
        assertThat(untrusted.info().confinement().level()).isEqualTo(Level.ENFORCED);
        awaitPooled(2 * SIZE);
        Vm pooled = host.manager().create(config("pooled", Profile.UNTRUSTED));
        assertThat(pooled.info().confinement().level()).isEqualTo(Level.ENFORCED);
        assertThat(pooled.execute("return io.open").orThrow().stdout()).isEqualTo("nil\n");
    }

    @Test
    void fillsUpAgainWhenNobodyTakesAny() {
        host.manager().create(config("first", Profile.STANDARD));
        awaitPooled(SIZE);

        for (int i = 0; i < SIZE; i++) {
            host.manager().create(config("vm-" + i, Profile.STANDARD));
        }

        awaitPooled(SIZE);
        assertThat(pids()).hasSize(2 * SIZE + 1);
    }
}
