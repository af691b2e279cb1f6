// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.luarium.LuariumException;
import org.luarium.isolate.ConfinementReport;
import org.luarium.isolate.Diagnosis;
import org.luarium.isolate.IsolateManager;
import org.luarium.shell.internal.doctor.Layer;
import org.luarium.shell.internal.view.DoctorReport;
import org.luarium.shell.internal.view.VersionInfo;
import org.luarium.vm.EngineInfo;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.Vm;
import org.luarium.vm.VmManager;
import org.luarium.vm.VmScope;

/** Looks at everything that VMs need, and at one VM. */
final class Doctor {
    private final @Nullable IsolateManager isolates;
    private final @Nullable VmManager vms;
    private final Function<List<EngineInfo>, List<Diagnosis>> surroundings;

    Doctor(
            @Nullable IsolateManager isolates,
            @Nullable VmManager vms,
            Function<List<EngineInfo>, List<Diagnosis>> surroundings) {
        this.isolates = isolates;
        this.vms = vms;
        this.surroundings = surroundings;
    }

    /**
     * Looks at everything.
     *
     * @param terminal what there is to say of the terminal, if there is one
     */
    DoctorReport examine(VersionInfo version, Optional<Diagnosis> terminal) {
        List<Diagnosis> layers = new ArrayList<>();
        if (isolates == null) {
            layers.add(absent("isolates", "IsolateManager"));
        } else {
            layers.addAll(isolates.diagnose());
        }
        Optional<ConfinementReport> confinement = Optional.empty();
        if (vms == null) {
            layers.add(absent("VMs", "VmManager"));
        } else {
            confinement = tryVm(vms, layers);
        }
        List<EngineInfo> engines = vms == null ? List.of() : vms.engines();
        layers.addAll(surroundings.apply(engines));
        terminal.ifPresent(layers::add);
        List<String> failures =
                layers.stream().filter(Layer::fails).map(Diagnosis::layer).toList();
        return new DoctorReport(version, layers, failures, engines, confinement);
    }

    private static Diagnosis absent(String layer, String service) {
        return new Diagnosis(
                layer,
                Diagnosis.State.MISSING,
                "no service " + service,
                "install and start the bundle org.luarium.core; scr:list tells what it waits for");
    }

    /** Whether VMs work is seen by using one; its report is the only source of what is enforced. */
    private static Optional<ConfinementReport> tryVm(VmManager vms, List<Diagnosis> layers) {
        try (VmScope scope = vms.scope()) {
            Vm vm = scope.create("doctor-" + UUID.randomUUID());
            ExecutionResult result = vm.execute("return 6 * 7");
            boolean right = result.success() && "42".equals(result.value().display());
            layers.add(new Diagnosis(
                    "VM",
                    right ? Diagnosis.State.OK : Diagnosis.State.MISSING,
                    right
                            ? "created, answered and removed one on "
                                    + vm.info().engine().name()
                            : result.toString(),
                    right ? "" : "choose another engine of vm:engines"));
            return Optional.of(vm.info().confinement());
        } catch (LuariumException | UnsupportedOperationException e) {
            layers.add(new Diagnosis(
                    "VM", Diagnosis.State.MISSING, String.valueOf(e.getMessage()), "see the layers above it"));
            return Optional.empty();
        }
    }
}
