// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

final class EnvironmentReportView implements View<EnvironmentReport> {
    @Override
    public Class<EnvironmentReport> type() {
        return EnvironmentReport.class;
    }

    @Override
    public List<String> header() {
        return List.of("ENVIRONMENT", "PROBLEMS");
    }

    @Override
    public List<String> cells(EnvironmentReport report) {
        return List.of(report.environment(), Integer.toString(report.problems().size()));
    }

    @Override
    public String detail(EnvironmentReport report) {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("environment", report.environment());
        if (report.problems().isEmpty()) {
            rows.put("problems", "none");
        }
        StoreTexts.numbered(rows, "problem", report.problems());
        return TextTable.of(rows);
    }

    @Override
    public Object data(EnvironmentReport report) {
        return View.fields(
                "environment", report.environment(),
                "good", report.problems().isEmpty(),
                "problems", report.problems());
    }
}
