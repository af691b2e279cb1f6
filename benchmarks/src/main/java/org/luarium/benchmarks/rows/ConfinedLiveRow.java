// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.rows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.luarium.benchmarks.measure.Finding;
import org.luarium.benchmarks.measure.Goal;
import org.luarium.benchmarks.measure.Host;
import org.luarium.benchmarks.measure.Unit;
import org.luarium.isolate.Confinement;
import org.luarium.isolate.ConfinementReport.Level;
import org.luarium.isolate.Profile;
import org.luarium.vm.Vm;

/** Many confined VMs at once, and what is left of them. */
final class ConfinedLiveRow implements Row {
    private static final int MOST = 500;

    @Override
    public String name() {
        return "confined-live";
    }

    @Override
    public List<Finding> measure(Context context) throws Exception {
        int count = Math.min(MOST, context.vms());
        List<Long> pids = new ArrayList<>();
        int mounts = mounts();
        int enforced = 0;
        double each;
        try (Host host = Host.create(0)) {
            List<Vm> vms = new ArrayList<>();
            long began = System.nanoTime();
            for (int i = 0; i < count; i++) {
                vms.add(host.manager().create(Host.config("live-" + i, Confinement.of(Profile.UNTRUSTED))));
            }
            each = (System.nanoTime() - began) / (double) count;
            for (Vm vm : vms) {
                pids.add(vm.info().pid());
                boolean answers = vm.execute("return 1+1").success();
                enforced += answers && vm.info().confinement().level() == Level.ENFORCED ? 1 : 0;
            }
        }
        long left = pids.stream()
                .filter(pid -> Files.exists(Path.of("/proc/" + pid)))
                .count();
        return List.of(
                Finding.alone(
                        "live VMs that answer and are confined in every respect, of " + count,
                        Unit.COUNT,
                        enforced,
                        Goal.atLeast(count),
                        "created in " + Unit.TIME.show(each) + " each"),
                Finding.alone(
                        "processes and mounts that are left of them",
                        Unit.COUNT,
                        (double) left + Math.abs(mounts() - mounts),
                        Goal.atMost(0),
                        ""));
    }

    private static int mounts() throws Exception {
        return Files.readAllLines(Path.of("/proc/self/mountinfo")).size();
    }
}
