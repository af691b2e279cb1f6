// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.lock;

/** How many may hold a lock at a time. */
public enum LockMode {
    /** Any number, as long as nobody holds it exclusively. */
    SHARED,
    /** One, and nobody else. */
    EXCLUSIVE
}
