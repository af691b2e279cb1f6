// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TourCommandsTest {
    @TempDir
    private Path folder;

    @Test
    void saysWhereItFailedAndLeavesNothing() {
        FakeVms vms = new FakeSessions().vms;
        try (GogoSession gogo = new GogoSession("")) {
            gogo.addCommand("luarium", new TourCommands(folder), "tour");
            gogo.addCommand("vm", new VmCommands(vms), "create");
            gogo.addCommand("vm", new VmCommands(vms), "remove");

            assertThatThrownBy(() -> gogo.execute("luarium:tour --yes"))
                    .hasMessageStartingWith("luarium:tour: step 1: ")
                    .hasMessageContaining("vm:execute")
                    .hasMessageEndingWith("luarium:tour 1 tries again");
            assertThat(gogo.out())
                    .contains("Step 1 of 10: A VM\n", "luarium> vm:create tour\n", "id           tour\n", "\n…\n");
            assertThat(vms.vms).isEmpty();
            assertThat(folder).isEmptyDirectory();
        }
    }

    @Test
    void knowsHowManyStepsThereAre() {
        try (GogoSession gogo = new GogoSession("")) {
            gogo.addCommand("luarium", new TourCommands(folder), "tour");

            assertThatThrownBy(() -> gogo.execute("luarium:tour 11")).hasMessageContaining("10");
        }
    }
}
