// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.component;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.luarium.packages.internal.curator.CatalogueSource;
import org.luarium.packages.internal.repository.Printable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.util.tracker.BundleTracker;
import org.osgi.util.tracker.BundleTrackerCustomizer;

/** Adds, for every bundle that says it has a catalogue, that catalogue as long as the bundle is started. It is called as the bundle is. */
@Component(service = CatalogueBundlesComponent.class, immediate = true)
public final class CatalogueBundlesComponent implements BundleTrackerCustomizer<ServiceRegistration<CatalogueSource>> {
    private static final String HEADER = "Luarium-Catalogue";
    private static final Pattern FILE = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");

    private final BundleContext context;
    private final BundleTracker<ServiceRegistration<CatalogueSource>> tracker;

    @Activate
    public CatalogueBundlesComponent(BundleContext context) {
        this.context = context;
        tracker = new BundleTracker<>(context, Bundle.STARTING | Bundle.ACTIVE, this);
        tracker.open();
    }

    @Override
    public @Nullable ServiceRegistration<CatalogueSource> addingBundle(Bundle bundle, BundleEvent event) {
        String file = bundle.getHeaders("").get(HEADER);
        return file == null ? null : context.registerService(CatalogueSource.class, source(bundle, file.strip()), null);
    }

    private static CatalogueSource source(Bundle bundle, String header) {
        String name = String.valueOf(bundle.getSymbolicName()).toLowerCase(Locale.ROOT);
        String file = header.startsWith("/") ? header.substring(1) : header;
        URL entry = FILE.matcher(file).matches() ? bundle.getEntry(file) : null;
        if (entry == null) {
            return CatalogueSource.refused(
                    name, HEADER + ": '" + Printable.of(header) + "' is no file of the bundle; write the path of one");
        }
        try (InputStream in = entry.openStream()) {
            return CatalogueSource.of(name, in);
        } catch (IOException e) {
            return CatalogueSource.refused(name, "it cannot be read: " + Printable.of(String.valueOf(e.getMessage())));
        }
    }

    @Override
    public void modifiedBundle(Bundle bundle, BundleEvent event, ServiceRegistration<CatalogueSource> registration) {
        // From starting to started
    }

    @Override
    public void removedBundle(Bundle bundle, BundleEvent event, ServiceRegistration<CatalogueSource> registration) {
        registration.unregister();
    }

    @Deactivate
    void close() {
        tracker.close();
    }
}
