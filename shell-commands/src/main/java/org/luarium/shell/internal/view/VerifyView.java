// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.luarium.shell.internal.syntax.Quantities;
import org.luarium.store.VerifyReport;

final class VerifyView implements View<VerifyReport> {
    @Override
    public Class<VerifyReport> type() {
        return VerifyReport.class;
    }

    @Override
    public List<String> header() {
        return List.of("OBJECTS", "BYTES", "PROBLEMS");
    }

    @Override
    public List<String> cells(VerifyReport report) {
        return List.of(
                Integer.toString(report.objects()),
                Quantities.text(report.bytes()),
                Integer.toString(report.problems().size()));
    }

    @Override
    public String detail(VerifyReport report) {
        Map<String, String> rows = new LinkedHashMap<>();
        report.problems()
                .forEach(problem -> rows.merge(
                        problem.ref().toString(),
                        problem.text() + (problem.repaired() ? "; repaired" : ""),
                        (first, second) -> first + "; " + second));
        Map<String, String> sums = new LinkedHashMap<>();
        sums.put("verified", report.objects() + " realizations, " + Quantities.text(report.bytes()));
        sums.put(
                "problems",
                report.problems().isEmpty()
                        ? "none"
                        : Integer.toString(report.problems().size()));
        StoreTexts.numbered(
                sums, "foreign", report.foreign().stream().map(Object::toString).toList());
        return (rows.isEmpty() ? "" : TextTable.of(rows) + "\n") + TextTable.of(sums);
    }

    @Override
    public Object data(VerifyReport report) {
        return View.fields(
                "objects", report.objects(),
                "bytes", report.bytes(),
                "good", report.isGood(),
                "problems",
                        report.problems().stream()
                                .map(problem -> View.fields(
                                        "reference", problem.ref().toString(),
                                        "text", problem.text(),
                                        "repaired", problem.repaired()))
                                .toList(),
                "foreign", report.foreign().stream().map(Object::toString).toList());
    }
}
