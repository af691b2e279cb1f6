// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.luarium.extension.MethodStatistics;
import org.luarium.shell.internal.syntax.Quantities;

final class ExtensionMethodUseView implements View<ExtensionMethodUse> {
    static final List<String> COSTS = List.of("CALLS", "FAILURES", "P50", "P99", "LONGEST", "SENT", "RECEIVED");

    @Override
    public Class<ExtensionMethodUse> type() {
        return ExtensionMethodUse.class;
    }

    @Override
    public List<String> header() {
        List<String> titles = new ArrayList<>(List.of("NAME", "METHOD"));
        titles.addAll(COSTS);
        return titles;
    }

    @Override
    public List<String> cells(ExtensionMethodUse use) {
        List<String> cells =
                new ArrayList<>(List.of(use.extension(), use.calls().method()));
        cells.addAll(costs(use.calls()));
        return cells;
    }

    List<String> costs(MethodStatistics calls) {
        return List.of(
                Long.toString(calls.calls()),
                Long.toString(calls.failures()),
                Quantities.text(calls.median()),
                Quantities.text(calls.p99()),
                Quantities.text(calls.longest()),
                Quantities.text(calls.sentBytes()),
                Quantities.text(calls.receivedBytes()));
    }

    @Override
    public String detail(ExtensionMethodUse use) {
        return Views.table(this, List.of(use));
    }

    @Override
    public Object data(ExtensionMethodUse use) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>(
                View.fields("name", use.extension(), "method", use.calls().method()));
        fields.putAll(data(use.calls()));
        return fields;
    }

    Map<String, @Nullable Object> data(MethodStatistics calls) {
        return View.fields(
                "calls", calls.calls(),
                "failures", calls.failures(),
                "p50", calls.median(),
                "p99", calls.p99(),
                "longest", calls.longest(),
                "sent", calls.sentBytes(),
                "received", calls.receivedBytes());
    }
}
