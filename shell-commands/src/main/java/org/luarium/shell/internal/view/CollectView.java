// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.luarium.shell.internal.syntax.Quantities;
import org.luarium.store.CollectReport;

final class CollectView implements View<CollectReport> {
    @Override
    public Class<CollectReport> type() {
        return CollectReport.class;
    }

    @Override
    public List<String> header() {
        return List.of("REMOVED", "BYTES", "KEPT");
    }

    @Override
    public List<String> cells(CollectReport report) {
        return List.of(
                Integer.toString(report.removed().size()),
                Quantities.text(report.bytes()),
                Integer.toString(report.kept()));
    }

    @Override
    public String detail(CollectReport report) {
        Map<String, String> rows = new LinkedHashMap<>();
        report.removed().forEach((ref, bytes) -> rows.put(ref.toString(), Quantities.text(bytes)));
        Map<String, String> sums = new LinkedHashMap<>();
        sums.put(
                "removed",
                report.removed().size() + " realizations and "
                        + report.derivations().size() + " derivations, " + Quantities.text(report.bytes()));
        sums.put("kept", report.kept() + " realizations");
        StoreTexts.numbered(
                sums, "foreign", report.foreign().stream().map(Object::toString).toList());
        return (rows.isEmpty() ? "" : TextTable.of(rows) + "\n") + TextTable.of(sums);
    }

    @Override
    public Object data(CollectReport report) {
        return View.fields(
                "bytes", report.bytes(),
                "removed", report.removed(),
                "derivations",
                        report.derivations().stream().map(Object::toString).toList(),
                "kept", report.kept(),
                "pause", report.pause().toString(),
                "foreign", report.foreign().stream().map(Object::toString).toList());
    }
}
