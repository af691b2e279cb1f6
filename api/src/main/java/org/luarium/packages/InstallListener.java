// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import org.osgi.annotation.versioning.ConsumerType;

/** Hears how far an installation is. Called by the threads that install, several at once; must be quick. */
@ConsumerType
@FunctionalInterface
public interface InstallListener {
    /**
     * Something was done.
     *
     * @param event what
     */
    void happened(InstallEvent event);
}
