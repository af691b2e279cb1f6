// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.felix.service.command.Descriptor;
import org.jspecify.annotations.Nullable;
import org.luarium.isolate.Diagnosis;
import org.luarium.isolate.IsolateManager;
import org.luarium.shell.internal.console.CommandConsole;
import org.luarium.shell.internal.doctor.Checkup;
import org.luarium.shell.internal.view.DoctorReport;
import org.luarium.shell.internal.view.VersionInfo;
import org.luarium.shell.internal.view.Views;
import org.luarium.vm.EngineInfo;
import org.luarium.vm.VmManager;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/** The command {@code luarium:doctor}. It works, and says what is missing, where nothing else does. */
@Component(
        service = DoctorCommands.class,
        property = {"osgi.command.scope=luarium", "osgi.command.function=doctor"})
public final class DoctorCommands {
    private final String version;
    private final Doctor doctor;

    @Activate
    public DoctorCommands(
            BundleContext context,
            @Reference ServiceComponentRuntime components,
            @Reference(
                            cardinality = ReferenceCardinality.OPTIONAL,
                            policyOption = ReferencePolicyOption.GREEDY,
                            target = "(!(service.imported=*))")
                    @Nullable
                    IsolateManager isolates,
            @Reference(
                            cardinality = ReferenceCardinality.OPTIONAL,
                            policyOption = ReferencePolicyOption.GREEDY,
                            target = "(!(service.imported=*))")
                    @Nullable
                    VmManager vms) {
        this(
                context.getBundle().getVersion().toString(),
                isolates,
                vms,
                engines -> new Checkup(context, components).diagnose(engines));
    }

    DoctorCommands(
            String version,
            @Nullable IsolateManager isolates,
            @Nullable VmManager vms,
            Function<List<EngineInfo>, List<Diagnosis>> surroundings) {
        this.version = version;
        doctor = new Doctor(isolates, vms, surroundings);
    }

    @Descriptor(LuariumUsage.DOCTOR)
    public @Nullable Object doctor(@Descriptor("as above") String... words) {
        return Command.run(LuariumUsage.DOCTOR, words, (arguments, console) -> {
            DoctorReport report = doctor.examine(VersionInfo.of(version), terminal(console));
            if (report.failures().isEmpty()) {
                return report;
            }
            // A command that fails gives nothing, so what there is to read is printed first.
            console.line(
                    arguments.flag("--json")
                            ? Views.json(report)
                            : Views.detail(report).orElseThrow());
            throw new CommandException(
                    "luarium:doctor: VMs do not work because of: " + String.join(", ", report.failures()), null);
        });
    }

    private static Optional<Diagnosis> terminal(CommandConsole console) {
        return console.interactive()
                ? Optional.of(Checkup.terminal(console.type(), console.columns(), console.colour()))
                : Optional.empty();
    }
}
