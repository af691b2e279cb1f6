// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.util.ArrayList;
import java.util.List;
import org.luarium.isolate.Diagnosis;
import org.luarium.vm.VmManager;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.startlevel.BundleStartLevel;

/** Looks at what other bundles do that VMs may suffer from; where nothing is odd, it has nothing to say. */
final class ContainerCheck {
    private static final String PROVIDER = "org.luarium.core";

    private final BundleContext context;

    ContainerCheck(BundleContext context) {
        this.context = context;
    }

    List<Diagnosis> diagnose() {
        List<Diagnosis> findings = new ArrayList<>();
        for (ServiceReference<?> manager : managers()) {
            Bundle provider = manager.getBundle();
            if (provider != null && !PROVIDER.equals(provider.getSymbolicName())) {
                findings.add(new Diagnosis(
                        "service VmManager",
                        Diagnosis.State.DEGRADED,
                        "foreign provider: " + named(provider) + ", beside " + PROVIDER,
                        "uninstall the bundle if you do not know it"));
            }
        }
        for (Bundle bundle : context.getBundles()) {
            if (bundle.getState() == Bundle.STARTING && !startsLazily(bundle)) {
                findings.add(
                        new Diagnosis(
                                "bundles",
                                Diagnosis.State.DEGRADED,
                                named(bundle) + " is still starting",
                                "if that lasts, its activator hangs, and nothing else is deployed: remove the bundle and restart"));
            } else if (hasFailed(bundle)) {
                findings.add(new Diagnosis(
                        "bundles",
                        Diagnosis.State.DEGRADED,
                        named(bundle) + " was to start and did not",
                        "felix:start " + bundle.getBundleId() + " tells why"));
            }
        }
        return findings;
    }

    /** Those that remote services brought in are no rivals: the shell does not ask them. */
    private ServiceReference<?>[] managers() {
        try {
            ServiceReference<?>[] found =
                    context.getAllServiceReferences(VmManager.class.getName(), "(!(service.imported=*))");
            return found == null ? new ServiceReference<?>[0] : found;
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean hasFailed(Bundle bundle) {
        BundleStartLevel start = bundle.adapt(BundleStartLevel.class);
        return (bundle.getState() & (Bundle.INSTALLED | Bundle.RESOLVED)) != 0
                && start != null
                && start.isPersistentlyStarted();
    }

    /** Such a bundle counts as starting until a class of it is needed. */
    private static boolean startsLazily(Bundle bundle) {
        String policy = bundle.getHeaders("").get(Constants.BUNDLE_ACTIVATIONPOLICY);
        return policy != null && policy.strip().startsWith(Constants.ACTIVATION_LAZY);
    }

    private static String named(Bundle bundle) {
        return bundle.getSymbolicName() + " [" + bundle.getBundleId() + "]";
    }
}
