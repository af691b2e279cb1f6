// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.spi;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A place where packages come from. An OSGi service, found at run time; where two offer the same rock, the one with the higher {@code service.ranking} is asked, and the other only if the
 * user says so. Must be thread-safe. Nothing that it returns is trusted.
 */
@ConsumerType
public interface PackageRepository {
    /**
     * Its name, which environments remember.
     *
     * @return 1 to 64 of {@code a-z 0-9 . _ -}
     */
    String name();

    /**
     * Where it is.
     *
     * @return text for people
     */
    String location();

    /**
     * What it offers at the moment.
     *
     * @return a snapshot, in no order
     * @throws IOException if that cannot be found out
     */
    Collection<Release> releases() throws IOException;

    /**
     * Opens an artifact.
     *
     * @param release one of {@link #releases}
     * @param artifact one of its artifacts
     * @return its bytes; the caller closes it
     * @throws IOException if it is not there any more or cannot be read
     */
    InputStream open(Release release, String artifact) throws IOException;
}
