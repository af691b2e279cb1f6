// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.List;
import org.luarium.isolate.Diagnosis;

final class DoctorView implements View<DoctorReport> {
    private final VersionView versions = new VersionView();
    private final DiagnosisView layers = new DiagnosisView();
    private final EngineView engines = new EngineView();
    private final ConfinementView confinements = new ConfinementView();

    @Override
    public Class<DoctorReport> type() {
        return DoctorReport.class;
    }

    @Override
    public List<String> header() {
        return List.of("LUARIUM", "LAYERS OK", "ENGINES USABLE", "CONFINEMENT");
    }

    @Override
    public List<String> cells(DoctorReport report) {
        long sound = report.layers().stream()
                .filter(layer -> layer.state() == Diagnosis.State.OK)
                .count();
        long usable =
                report.engines().stream().filter(engine -> engine.usable()).count();
        return List.of(
                report.version().luarium(),
                sound + " of " + report.layers().size(),
                usable + " of " + report.engines().size(),
                enforced(report));
    }

    @Override
    public String detail(DoctorReport report) {
        StringBuilder text = new StringBuilder(versions.detail(report.version()));
        text.append("\n\n").append(Views.table(layers, report.layers()));
        if (!report.engines().isEmpty()) {
            text.append("\n\n").append(Views.table(engines, report.engines()));
        }
        text.append("\n\nEnforced for a VM of the default profile: ").append(enforced(report));
        report.confinement().ifPresent(confinement -> text.append('\n').append(confinements.detail(confinement)));
        text.append("\n\n").append(verdict(report));
        return text.toString();
    }

    private static String verdict(DoctorReport report) {
        long less = report.layers().stream()
                .filter(layer -> layer.state() == Diagnosis.State.DEGRADED || layer.state() == Diagnosis.State.MISSING)
                .count();
        return !report.failures().isEmpty()
                ? "VMs do not work because of: " + String.join(", ", report.failures())
                : less == 0 ? "Everything that VMs need is there." : "VMs work; findings with a remedy: " + less + ".";
    }

    private String enforced(DoctorReport report) {
        return report.confinement().map(confinements::summary).orElse("unknown, because no VM could be created");
    }

    @Override
    public Object data(DoctorReport report) {
        return View.fields(
                "version", versions.data(report.version()),
                "layers", report.layers().stream().map(layers::data).toList(),
                "failures", report.failures(),
                "engines", report.engines().stream().map(engines::data).toList(),
                "confinement", report.confinement().map(confinements::data));
    }
}
