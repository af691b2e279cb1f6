// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

import org.osgi.annotation.versioning.ConsumerType;

/** Is told how far a realization is. Called by several threads, never by two at once for one realization. */
@ConsumerType
@FunctionalInterface
public interface RealizeListener {
    /**
     * Something happened.
     *
     * @param event what
     */
    void happened(RealizeEvent event);
}
