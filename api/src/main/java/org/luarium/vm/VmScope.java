// SPDX-License-Identifier: Apache-2.0
package org.luarium.vm;

import org.osgi.annotation.versioning.ProviderType;

/** A manager for a try-with-resources statement: it sees all VMs, and closes those it created when it is closed. */
@ProviderType
public interface VmScope extends VmManager, AutoCloseable {
    /** Closes every VM that was created through this scope. Bounded and idempotent. */
    @Override
    void close();
}
