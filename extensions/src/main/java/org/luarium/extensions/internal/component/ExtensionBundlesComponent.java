// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.component;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.util.tracker.BundleTracker;
import org.osgi.util.tracker.BundleTrackerCustomizer;

/** Loads, for every bundle that says it has extensions, those extensions as long as the bundle is started. When the bundle is updated, they are reloaded. */
@Capability(namespace = "osgi.extender", name = "org.luarium.extensions", version = "0.1.0")
@Component(service = ExtensionBundlesComponent.class, immediate = true)
public final class ExtensionBundlesComponent
        implements BundleTrackerCustomizer<ExtensionBundlesComponent.CarryingBundle> {
    static final String HEADER = "Luarium-Extension";

    private static final int INSTALLED =
            Bundle.INSTALLED | Bundle.RESOLVED | Bundle.STARTING | Bundle.ACTIVE | Bundle.STOPPING;
    /** A bundle is stopped while it is updated, which nobody can tell from one that is stopped for good. */
    private static final Duration UPDATE = Duration.ofSeconds(2);

    private final DeploymentsComponent deployments;
    private final ContainerTypes types;
    private final BundleTracker<CarryingBundle> tracker;

    @Activate
    public ExtensionBundlesComponent(BundleContext context, @Reference DeploymentsComponent deployments) {
        this.deployments = deployments;
        types = new ContainerTypes(context);
        tracker = new BundleTracker<>(context, INSTALLED, this);
        tracker.open();
    }

    /** A bundle with extensions. */
    final class CarryingBundle {
        private final Bundle bundle;
        private Set<String> files = Set.of(); // guarded by this
        private boolean started; // guarded by this

        private CarryingBundle(Bundle bundle) {
            this.bundle = bundle;
        }

        private synchronized void follow() {
            boolean now = (bundle.getState() & (Bundle.STARTING | Bundle.ACTIVE)) != 0;
            if (now == started) {
                return;
            }
            started = now;
            if (now) {
                Set<String> before = files;
                files = filesOf(bundle);
                before.stream().filter(file -> !files.contains(file)).forEach(file -> end(file, Duration.ZERO));
                files.forEach(file -> deployments.want(carrier(file), new BundleSource(bundle, file, types)));
            } else {
                files.forEach(file -> end(file, UPDATE));
            }
        }

        private synchronized void end() {
            files.forEach(file -> end(file, Duration.ZERO));
            files = Set.of();
            started = false;
        }

        private void end(String file, Duration pause) {
            deployments.deployments().unwant(carrier(file), pause);
        }

        private String carrier(String file) {
            return "bundle " + bundle.getSymbolicName() + " [" + bundle.getBundleId() + "] " + file;
        }
    }

    private static Set<String> filesOf(Bundle bundle) {
        String header = bundle.getHeaders("").get(HEADER);
        return header == null
                ? Set.of()
                : Arrays.stream(header.split(","))
                        .map(String::strip)
                        .filter(file -> !file.isEmpty())
                        .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    @Override
    public @Nullable CarryingBundle addingBundle(Bundle bundle, @Nullable BundleEvent event) {
        if (filesOf(bundle).isEmpty()) {
            return null;
        }
        CarryingBundle carrying = new CarryingBundle(bundle);
        carrying.follow();
        return carrying;
    }

    @Override
    public void modifiedBundle(Bundle bundle, @Nullable BundleEvent event, CarryingBundle carrying) {
        carrying.follow();
    }

    @Override
    public void removedBundle(Bundle bundle, @Nullable BundleEvent event, CarryingBundle carrying) {
        carrying.end();
    }

    @Deactivate
    void close() {
        tracker.close();
    }
}
