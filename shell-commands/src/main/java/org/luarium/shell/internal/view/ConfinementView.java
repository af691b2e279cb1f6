// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import static org.luarium.shell.internal.view.Texts.lower;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.luarium.isolate.ConfinementReport;
import org.luarium.isolate.ConfinementReport.Control;

/** Says what is enforced and what is not; it never sums up what the report does not say. */
final class ConfinementView implements View<ConfinementReport> {
    @Override
    public Class<ConfinementReport> type() {
        return ConfinementReport.class;
    }

    @Override
    public List<String> header() {
        return List.of("PROFILE", "LEVEL", "ENFORCED", "NOT ENFORCED");
    }

    @Override
    public List<String> cells(ConfinementReport report) {
        return List.of(
                lower(report.profile()),
                lower(report.level()),
                names(report, Control::enforced),
                names(report, control -> !control.enforced()));
    }

    @Override
    public String detail(ConfinementReport report) {
        List<List<String>> rows = report.controls().stream()
                .map(control ->
                        List.of("  " + control.name(), control.limit(), control.enforcedBy(), control.verified()))
                .toList();
        return TextTable.of(List.of("  CONTROL", "LIMIT", "ENFORCED BY", "VERIFIED"), rows);
    }

    @Override
    public Object data(ConfinementReport report) {
        return View.fields(
                "profile", report.profile(),
                "level", report.level(),
                "controls",
                        report.controls().stream()
                                .map(control -> View.fields(
                                        "name", control.name(),
                                        "limit", control.limit(),
                                        "enforced", control.enforced(),
                                        "enforcedBy", control.enforcedBy(),
                                        "verified", control.verified()))
                                .toList());
    }

    String summary(ConfinementReport report) {
        return switch (report.level()) {
            case ENFORCED -> "every control is enforced";
            case OFF -> "nothing is enforced";
            case PARTIAL ->
                "only " + names(report, Control::enforced) + " enforced; NOT enforced: "
                        + names(report, control -> !control.enforced());
        };
    }

    private static String names(ConfinementReport report, Predicate<Control> which) {
        return report.controls().stream().filter(which).map(Control::name).collect(Collectors.joining(", "));
    }
}
