// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.List;
import java.util.Optional;
import org.luarium.isolate.ConfinementReport;
import org.luarium.isolate.Diagnosis;
import org.luarium.vm.EngineInfo;

/**
 * How this installation is.
 *
 * @param failures the layers without which nothing works, and which do not
 * @param confinement what is enforced for a VM of the default profile, if one could be created
 */
public record DoctorReport(
        VersionInfo version,
        List<Diagnosis> layers,
        List<String> failures,
        List<EngineInfo> engines,
        Optional<ConfinementReport> confinement) {
    public DoctorReport {
        layers = List.copyOf(layers);
        failures = List.copyOf(failures);
        engines = List.copyOf(engines);
    }
}
