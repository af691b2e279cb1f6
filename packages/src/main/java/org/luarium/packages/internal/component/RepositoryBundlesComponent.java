// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.component;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.luarium.packages.internal.repository.BundleRepository;
import org.luarium.packages.internal.repository.RepositoryHeader;
import org.luarium.packages.spi.PackageRepository;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.util.tracker.BundleTracker;
import org.osgi.util.tracker.BundleTrackerCustomizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Offers, for every bundle that says it has a repository, that repository as a service of this bundle, as long as the bundle is started. */
@Capability(namespace = "osgi.extender", name = "org.luarium.packages", version = "0.1.0")
@Component(service = RepositoryBundlesComponent.class, immediate = true)
public final class RepositoryBundlesComponent
        implements BundleTrackerCustomizer<ServiceRegistration<PackageRepository>> {
    private static final Logger log = LoggerFactory.getLogger(RepositoryBundlesComponent.class);

    private final BundleContext context;
    private final BundleTracker<ServiceRegistration<PackageRepository>> tracker;

    @Activate
    public RepositoryBundlesComponent(BundleContext context) {
        this.context = context;
        tracker = new BundleTracker<>(context, Bundle.STARTING | Bundle.ACTIVE, this);
        tracker.open();
    }

    @Override
    public @Nullable ServiceRegistration<PackageRepository> addingBundle(Bundle bundle, BundleEvent event) {
        String text = bundle.getHeaders("").get(RepositoryHeader.HEADER);
        if (text == null) {
            return null;
        }
        try {
            RepositoryHeader header = RepositoryHeader.parse(text, String.valueOf(bundle.getSymbolicName()));
            ServiceRegistration<PackageRepository> registration = context.registerService(
                    PackageRepository.class,
                    new BundleRepository(bundle, header),
                    FrameworkUtil.asDictionary(
                            Map.of(Constants.SERVICE_RANKING, header.priority(), "repository.name", header.name())));
            log.info("Bundle {} brings the repository {}", bundle.getSymbolicName(), header.name());
            return registration;
        } catch (IllegalArgumentException e) {
            log.warn("The repository of bundle {} is not offered: {}", bundle, e.getMessage());
            return null;
        }
    }

    @Override
    public void modifiedBundle(Bundle bundle, BundleEvent event, ServiceRegistration<PackageRepository> registration) {
        // From starting to started
    }

    @Override
    public void removedBundle(Bundle bundle, BundleEvent event, ServiceRegistration<PackageRepository> registration) {
        registration.unregister();
    }

    @Deactivate
    void close() {
        tracker.close();
    }
}
