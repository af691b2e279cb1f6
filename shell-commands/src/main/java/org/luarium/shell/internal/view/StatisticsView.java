// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.luarium.vm.VmStatistics;

final class StatisticsView implements View<VmStatistics> {
    private static final VmStatistics NOTHING = new VmStatistics(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    @Override
    public Class<VmStatistics> type() {
        return VmStatistics.class;
    }

    @Override
    public List<String> header() {
        return numbers(NOTHING).keySet().stream()
                .map(name -> name.toUpperCase(Locale.ROOT))
                .toList();
    }

    @Override
    public List<String> cells(VmStatistics statistics) {
        return numbers(statistics).values().stream().map(Object::toString).toList();
    }

    @Override
    public String detail(VmStatistics statistics) {
        Map<String, String> rows = new LinkedHashMap<>();
        numbers(statistics).forEach((name, number) -> rows.put(name, number.toString()));
        return TextTable.of(rows);
    }

    @Override
    public Object data(VmStatistics statistics) {
        return numbers(statistics);
    }

    private static Map<String, Number> numbers(VmStatistics statistics) {
        Map<String, Number> numbers = new LinkedHashMap<>();
        numbers.put("live", statistics.live());
        numbers.put("busy", statistics.busy());
        numbers.put("networked", statistics.networked());
        numbers.put("pooled", statistics.pooled());
        numbers.put("created", statistics.created());
        numbers.put("closed", statistics.closed());
        numbers.put("died", statistics.died());
        numbers.put("scripts", statistics.scripts());
        numbers.put("failed", statistics.failed());
        numbers.put("replaced", statistics.replaced());
        return numbers;
    }
}
