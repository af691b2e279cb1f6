// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.component;

import java.io.File;
import java.nio.file.Path;
import java.time.InstantSource;
import org.luarium.packages.internal.repository.RepositoryFactory;
import org.osgi.framework.BundleContext;

/** Where repositories are noted down and copied: below Luarium's home or, where there is none, in the bundle's own storage. */
final class RepositoryFolder {
    private RepositoryFolder() {}

    static Path of(BundleContext context) {
        String home = context.getProperty("luarium.home");
        if (home != null) {
            return Path.of(home).toAbsolutePath().resolve("repositories");
        }
        File storage = context.getDataFile("repositories");
        if (storage == null) {
            throw new IllegalStateException("this container gives bundles no storage; set the property luarium.home");
        }
        return storage.toPath().toAbsolutePath();
    }

    static RepositoryFactory factory(BundleContext context) {
        return new RepositoryFactory(of(context).resolve("copies"), Manifests::read, InstantSource.system());
    }
}
