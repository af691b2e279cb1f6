// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;
import org.luarium.shell.internal.syntax.Syntax;
import org.luarium.shell.internal.syntax.UsageException;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Version;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleWiring;

/** Types that are known by name only: those of the JDK, and those of packages that bundles export, in their newest version. */
final class HostTypes {
    private final BundleContext context;

    HostTypes(BundleContext context) {
        this.context = context;
    }

    Class<?> find(String option, String name) {
        int dot = name.lastIndexOf('.');
        String wanted = dot < 0 ? "" : name.substring(0, dot);
        try {
            if (wanted.equals("java") || wanted.startsWith("java.")) {
                return Class.forName(name, false, ClassLoader.getPlatformClassLoader());
            }
            Bundle bundle = exporter(option, name, wanted);
            return bundle.loadClass(name);
        } catch (ClassNotFoundException e) {
            throw new UsageException(option + ": there is no type " + Syntax.shortened(name));
        }
    }

    private Bundle exporter(String option, String name, String wanted) {
        return Stream.of(context.getBundles())
                .map(bundle -> bundle.adapt(BundleWiring.class))
                .filter(Objects::nonNull)
                .flatMap(wiring -> wiring.getCapabilities(PackageNamespace.PACKAGE_NAMESPACE).stream())
                .filter(exported -> wanted.equals(exported.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE)))
                .max(Comparator.comparing(HostTypes::version))
                .map(exported -> exported.getRevision().getBundle())
                .orElseThrow(() -> new UsageException(option + ": no bundle exports the package of '"
                        + Syntax.shortened(name) + "'; without it, the extension can be called by name"));
    }

    private static Version version(BundleCapability exported) {
        return exported.getAttributes().get(PackageNamespace.CAPABILITY_VERSION_ATTRIBUTE) instanceof Version version
                ? version
                : Version.emptyVersion;
    }
}
