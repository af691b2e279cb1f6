// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.luarium.isolate.Diagnosis;
import org.luarium.vm.VmManager;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.resource.Namespace;

/** Looks at what other bundles do that VMs may suffer from; where nothing is odd, it has nothing to say. */
final class BundleCheck {
    private static final String PROVIDER = "org.luarium.core";

    private final BundleContext context;

    BundleCheck(BundleContext context) {
        this.context = context;
    }

    List<Diagnosis> diagnose() {
        List<Diagnosis> findings = new ArrayList<>();
        for (ServiceReference<?> manager : managers()) {
            Bundle provider = manager.getBundle();
            if (provider != null && !PROVIDER.equals(provider.getSymbolicName())) {
                findings.add(Layer.MANAGERS.degraded(
                        "foreign provider: " + named(provider) + ", beside " + PROVIDER,
                        "uninstall the bundle if you do not know it"));
            }
        }
        for (Bundle bundle : context.getBundles()) {
            Optional<String> missing = missing(bundle);
            if (missing.isPresent()) {
                findings.add(Layer.BUNDLES.degraded(
                        named(bundle) + " cannot be resolved: " + missing.get() + " is missing",
                        "install the bundle that provides it; felix:resolve " + bundle.getBundleId() + " tries again"));
            } else if (bundle.getState() == Bundle.STARTING && !startsLazily(bundle)) {
                findings.add(
                        Layer.BUNDLES.degraded(
                                named(bundle) + " is still starting",
                                "if that lasts, its activator hangs, and nothing else is deployed: remove the bundle and restart"));
            } else if (hasFailed(bundle)) {
                findings.add(Layer.BUNDLES.degraded(
                        named(bundle) + " was to start and did not",
                        "felix:start " + bundle.getBundleId() + " tells why"));
            }
        }
        if (findings.stream().noneMatch(finding -> finding.layer().equals(Layer.BUNDLES.id()))) {
            findings.add(Layer.BUNDLES.ok("all " + context.getBundles().length + " are resolved and started"));
        }
        return findings;
    }

    /** The first thing that a bundle needs and nobody provides; nothing if it is resolved. */
    private Optional<String> missing(Bundle bundle) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        FrameworkWiring wiring = context.getBundle(0).adapt(FrameworkWiring.class);
        if (bundle.getState() != Bundle.INSTALLED || revision == null || wiring == null) {
            return Optional.empty();
        }
        return revision.getDeclaredRequirements(null).stream()
                .filter(need -> !Namespace.RESOLUTION_OPTIONAL.equals(
                        need.getDirectives().get(Namespace.REQUIREMENT_RESOLUTION_DIRECTIVE)))
                .filter(need -> Namespace.EFFECTIVE_RESOLVE.equals(need.getDirectives()
                        .getOrDefault(Namespace.REQUIREMENT_EFFECTIVE_DIRECTIVE, Namespace.EFFECTIVE_RESOLVE)))
                .filter(need -> wiring.findProviders(need).isEmpty())
                .map(need -> need.getNamespace() + " "
                        + need.getDirectives().getOrDefault(Namespace.REQUIREMENT_FILTER_DIRECTIVE, ""))
                .findFirst();
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
