// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.luarium.isolate.Diagnosis;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/** Components that wait for a service which is not there, or whose start failed. */
final class ComponentCheck {
    private static final String OURS = "org.luarium.";
    /** What our components work with where it is there, and VMs, which come and go. */
    private static final Set<String> EXTRAS = Set.of(
            "org.osgi.service.event.EventAdmin", "org.osgi.service.url.URLStreamHandlerService", "org.luarium.vm.Vm");

    private final ServiceComponentRuntime runtime;

    ComponentCheck(ServiceComponentRuntime runtime) {
        this.runtime = runtime;
    }

    List<Diagnosis> diagnose() {
        List<Diagnosis> findings = new ArrayList<>();
        int count = 0;
        for (ComponentDescriptionDTO component : runtime.getComponentDescriptionDTOs()) {
            for (ComponentConfigurationDTO configuration : runtime.getComponentConfigurationDTOs(component)) {
                count++;
                if (configuration.state == ComponentConfigurationDTO.UNSATISFIED_REFERENCE) {
                    findings.add(waiting(component.name, wanted(component, configuration)));
                } else if (configuration.state == ComponentConfigurationDTO.FAILED_ACTIVATION) {
                    findings.add(Layer.COMPONENTS.degraded(
                            component.name + " failed to start: " + firstLine(configuration.failure),
                            "correct its configuration; the log has the rest"));
                }
            }
        }
        if (findings.stream().noneMatch(finding -> finding.state() == Diagnosis.State.DEGRADED)) {
            findings.add(0, Layer.COMPONENTS.ok("of " + count + ", none lacks what it has to have"));
        }
        return findings;
    }

    private static Diagnosis waiting(String component, List<String> wanted) {
        String detail = component + " waits for " + String.join(", ", wanted);
        return component.startsWith(OURS) && EXTRAS.containsAll(wanted)
                ? Layer.COMPONENTS.optional(detail, "nothing, if nobody needs what it does")
                : Layer.COMPONENTS.degraded(detail, "start the bundle that provides it; scr:info tells more");
    }

    private static List<String> wanted(ComponentDescriptionDTO component, ComponentConfigurationDTO configuration) {
        List<String> names = new ArrayList<>();
        for (UnsatisfiedReferenceDTO missing : configuration.unsatisfiedReferences) {
            List.of(component.references).stream()
                    .filter(reference -> reference.name.equals(missing.name))
                    .map(reference -> reference.interfaceName)
                    .forEach(names::add);
        }
        return names.stream().distinct().toList();
    }

    /** What follows is a stack trace. */
    private static String firstLine(String failure) {
        return failure.lines().findFirst().orElse("it does not say why");
    }
}
