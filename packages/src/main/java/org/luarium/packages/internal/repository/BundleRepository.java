// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.repository;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.luarium.packages.spi.Release;
import org.osgi.framework.Bundle;

/** The rocks and rockspecs in a folder of a bundle. Nothing of the bundle is run. Thread-safe. */
public final class BundleRepository implements OwnRepository {
    private final Bundle bundle;
    private final RepositoryHeader header;
    private volatile Listing listing = Listing.EMPTY;

    public BundleRepository(Bundle bundle, RepositoryHeader header) {
        this.bundle = requireNonNull(bundle, "bundle");
        this.header = requireNonNull(header, "header");
    }

    @Override
    public String name() {
        return header.name();
    }

    @Override
    public String location() {
        return Printable.of(header.folder() + " of bundle " + bundle.getSymbolicName() + " " + bundle.getVersion());
    }

    @Override
    public List<Release> releases() throws IOException {
        Listing.Builder found = new Listing.Builder();
        for (URL entry : Collections.list(entries())) {
            String path = entry.getPath();
            String file = path.substring(path.lastIndexOf('/') + 1);
            if (ArtifactName.isMeant(file)) {
                found.addFile(file);
            }
        }
        Listing now = found.build().orSame(listing);
        listing = now;
        return now.releases();
    }

    private Enumeration<URL> entries() throws IOException {
        try {
            Enumeration<URL> entries = bundle.findEntries(header.folder(), "*", false);
            return entries == null ? Collections.emptyEnumeration() : entries;
        } catch (IllegalStateException e) {
            throw gone(e);
        }
    }

    private IOException gone(IllegalStateException cause) {
        return new IOException(
                "the bundle of repository " + name() + " is not there any more; install it again", cause);
    }

    @Override
    public List<String> remarks() {
        return listing.remarks();
    }

    @Override
    public InputStream open(Release release, String artifact) throws IOException {
        String file = ArtifactName.fileName(release, artifact)
                .orElseThrow(() -> new IOException("no file can be named " + Printable.of(release + " " + artifact)
                        + "; ask for a release of this repository"));
        try {
            URL entry = bundle.getEntry(header.folder() + "/" + file);
            if (entry == null) {
                throw new IOException(location() + " has no " + file + "; look what the repository has now");
            }
            return entry.openStream();
        } catch (IllegalStateException e) {
            throw gone(e);
        }
    }
}
