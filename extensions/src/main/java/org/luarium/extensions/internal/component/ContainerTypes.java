// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.component;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luarium.extensions.internal.descriptor.MissingTypeException;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.Version;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.BundleRevisions;
import org.osgi.framework.wiring.BundleWiring;

/** The interfaces that bundles have. Thread-safe. */
final class ContainerTypes {
    private final BundleContext context;

    ContainerTypes(BundleContext context) {
        this.context = context;
    }

    /**
     * Finds an interface.
     *
     * @param first the bundle that is asked before those that export the package; the highest version of the package wins
     */
    Class<?> find(String name, @Nullable Bundle first) {
        if (first != null) {
            Optional<Class<?>> own = load(first, name);
            if (own.isPresent()) {
                return own.get();
            }
        }
        String packageName = name.substring(0, Math.max(0, name.lastIndexOf('.')));
        if (packageName.startsWith("java.")) {
            Optional<Class<?>> plain = load(context.getBundle(), name);
            return plain.orElseThrow(() -> new MissingTypeException("Java has no " + name));
        }
        List<Bundle> exporters = exporters(packageName);
        return exporters.stream()
                .flatMap(bundle -> load(bundle, name).stream())
                .findFirst()
                .orElseThrow(() -> new MissingTypeException(
                        exporters.isEmpty()
                                ? "no resolved bundle exports the package of " + name
                                        + "; install one that does, and it is tried again"
                                : "none of the bundles that export its package has " + name + ", not " + exporters));
    }

    private static Optional<Class<?>> load(Bundle bundle, String name) {
        try {
            return Optional.of(bundle.loadClass(name));
        } catch (ClassNotFoundException | LinkageError | IllegalStateException e) {
            return Optional.empty();
        }
    }

    private List<Bundle> exporters(String packageName) {
        List<BundleCapability> capabilities = new ArrayList<>();
        for (Bundle bundle : context.getBundles()) {
            BundleWiring wiring = bundle.adapt(BundleWiring.class);
            if (wiring != null) {
                wiring.getCapabilities(BundleRevision.PACKAGE_NAMESPACE).stream()
                        .filter(each -> packageName.equals(each.getAttributes().get(BundleRevision.PACKAGE_NAMESPACE)))
                        .forEach(capabilities::add);
            }
        }
        return capabilities.stream()
                .sorted(Comparator.comparing(ContainerTypes::version)
                        .reversed()
                        .thenComparing(each -> each.getRevision().getBundle().getBundleId()))
                .map(each -> each.getRevision().getBundle())
                .distinct()
                .toList();
    }

    private static Version version(BundleCapability capability) {
        Map<String, Object> attributes = capability.getAttributes();
        return attributes.get("version") instanceof Version version ? version : Version.emptyVersion;
    }

    /** Whether a class is one that bundles may still be wired to. */
    static boolean isCurrent(Class<?> type) {
        Bundle bundle = FrameworkUtil.getBundle(type);
        if (bundle == null) {
            return true;
        }
        BundleRevisions revisions = bundle.adapt(BundleRevisions.class);
        return revisions != null
                && revisions.getRevisions().stream()
                        .map(BundleRevision::getWiring)
                        .anyMatch(wiring ->
                                wiring != null && wiring.isInUse() && type.getClassLoader() == wiring.getClassLoader());
    }
}
