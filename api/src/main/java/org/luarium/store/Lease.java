// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/** Keeps realizations, and what they were made of, from being collected or removed. Ends with {@link #close}, with the JVM, or with the store. Thread-safe. */
@ProviderType
public interface Lease extends AutoCloseable {
    /**
     * What it keeps.
     *
     * @return realizations, without what they were made of
     */
    Set<Ref.RRef> refs();

    /** Ends it. A second call does nothing. */
    @Override
    void close();
}
