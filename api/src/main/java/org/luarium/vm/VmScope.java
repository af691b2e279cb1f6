// SPDX-License-Identifier: Apache-2.0
package org.luarium.vm;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A manager for a try-with-resources statement: it sees all VMs, and when it is closed, it closes those of lifetime BUNDLE that were created
 * through it. Thread-safe; creates nothing once it is closed.
 */
@ProviderType
public interface VmScope extends VmManager, AutoCloseable {
    /** Closes every VM of lifetime BUNDLE that was created through this scope, several at a time. Bounded and idempotent. */
    @Override
    void close();
}
