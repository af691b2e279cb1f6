// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.rows;

import java.util.List;
import org.luarium.benchmarks.measure.Contest;
import org.luarium.benchmarks.measure.Finding;
import org.luarium.benchmarks.measure.Goal;
import org.luarium.benchmarks.measure.Host;
import org.luarium.benchmarks.measure.Medians;
import org.luarium.benchmarks.measure.Samples;
import org.luarium.benchmarks.measure.Unit;
import org.luarium.vm.HostModule;
import org.luarium.vm.Script;
import org.luarium.vm.Vm;

/** A Java function called from Lua. */
final class CallbackRow implements Row {
    private static final int ROUNDS = 9;
    private static final int BLOCK = 4000;

    @Override
    public String name() {
        return "callback";
    }

    @Override
    public List<Setting> settings() {
        return List.of(Setting.PLAIN, Setting.ONE_CORE);
    }

    @Override
    public List<Finding> measure(Context context) throws Exception {
        try (Host host = Host.create(0);
                Vm vm = host.manager().create(Host.config("callback"))) {
            vm.provide(
                    "host",
                    HostModule.builder()
                            .simple("same", arguments -> arguments.get(0))
                            .build());
            Script script = Script.of("return 1+1");
            Script calls = Script.of("local same = host.same for i = 1, " + BLOCK + " do same(i) end");
            Medians best = new Contest()
                    .add(
                            "execute",
                            () -> Samples.time(BLOCK, () -> vm.execute(script)).median())
                    .add(
                            "callback",
                            () -> Samples.time(1, () -> vm.execute(calls).orThrow())
                                            .median()
                                    / BLOCK)
                    .run(ROUNDS);
            return List.of(new Finding(
                    "call of a Java function from Lua",
                    Unit.TIME,
                    best.of("callback"),
                    "our execute",
                    best.of("execute"),
                    Goal.ratioAtMost(2),
                    "mean of " + BLOCK));
        }
    }
}
