// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.luarium.packages.HealthCheck;
import org.luarium.packages.HealthReport;

final class HealthReportView implements View<HealthReport> {
    private static final List<String> CHECKS = List.of("CHECK", "STATUS", "POINTS", "EXPLANATION");

    @Override
    public Class<HealthReport> type() {
        return HealthReport.class;
    }

    @Override
    public List<String> header() {
        return List.of("ENVIRONMENT", "SCORE", "CHECKED", "GOOD");
    }

    @Override
    public List<String> cells(HealthReport report) {
        return List.of(report.environment(), score(report), checked(report), report.good() ? "yes" : "no");
    }

    private static String score(HealthReport report) {
        return report.score() + " of 100";
    }

    private static String checked(HealthReport report) {
        return report.checked() == 100 ? "all" : report.checked() + " % of it; the rest does not count";
    }

    @Override
    public String detail(HealthReport report) {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("environment", report.environment());
        rows.put("score", score(report));
        rows.put("checked", checked(report));
        String text = TextTable.of(rows) + "\n\n"
                + TextTable.of(
                        CHECKS,
                        report.checks().stream().map(HealthReportView::cells).toList());
        Map<String, String> remedies = new LinkedHashMap<>();
        report.checks().stream()
                .filter(check -> !check.remedy().isEmpty())
                .forEach(check -> remedies.put(check.name(), check.remedy()));
        return remedies.isEmpty() ? text : text + "\n\nto do:\n" + TextTable.of(remedies);
    }

    private static List<String> cells(HealthCheck check) {
        boolean unknown = check.status() == HealthCheck.Status.UNKNOWN;
        return List.of(
                check.name(),
                unknown ? "not checked" : Texts.lower(check.status()),
                unknown ? "-" : check.points() + " of " + check.weight(),
                check.explanation());
    }

    @Override
    public Object data(HealthReport report) {
        return View.fields(
                "environment",
                report.environment(),
                "score",
                report.score(),
                "checked",
                report.checked(),
                "good",
                report.good(),
                "checks",
                report.checks().stream()
                        .map(check -> View.fields(
                                "check", check.name(),
                                "status", check.status(),
                                "weight", check.weight(),
                                "points", check.points(),
                                "explanation", check.explanation(),
                                "remedy", check.remedy()))
                        .toList());
    }
}
