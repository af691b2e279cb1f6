// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.rows;

import java.util.List;

/** All rows in the order of the table. */
public final class Rows {
    private static final List<Row> ALL = List.of(
            new ExecRow(),
            new CallbackRow(),
            new CreateRow(),
            new ConfinedRow(),
            new FlatnessRow(),
            new PoolRow(),
            new AsyncRow(),
            new OutputRow(),
            new MessagesRow(),
            new SocketsRow(),
            new ExtensionCallsRow(),
            new ExtensionLifeRow(),
            new SessionRow(),
            new SessionOutputRow(),
            new EvaluateRow(),
            new SessionsRow(),
            new PersistentRow(),
            new IdleRow(),
            new StopRow(),
            new MemoryRow(),
            new RealizeRow(),
            new TreeHashRow(),
            new CollectRow(),
            new PackagesRow(),
            new ResolveRow(),
            new NoLuaRow(),
            new LiveRow(),
            new ConfinedLiveRow(),
            new ProductRow(),
            new StartRow());

    private Rows() {}

    public static List<Row> all() {
        return ALL;
    }

    public static Row named(String name) {
        return ALL.stream()
                .filter(row -> row.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no row '" + name + "'; there are: "
                        + String.join(" ", ALL.stream().map(Row::name).toList())));
    }
}
