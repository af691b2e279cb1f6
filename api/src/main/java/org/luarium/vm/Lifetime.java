// SPDX-License-Identifier: Apache-2.0
package org.luarium.vm;

/** How long a VM lives if nobody closes it. */
public enum Lifetime {
    /** Until the bundle that created it stops. */
    BUNDLE,
    /** Until the JVM ends. */
    HOST
}
