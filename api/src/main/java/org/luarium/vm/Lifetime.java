// SPDX-License-Identifier: Apache-2.0
package org.luarium.vm;

/** How long a VM lives if nobody closes it. A {@linkplain VmConfig#persistent() persistent} one outlives all of these. */
public enum Lifetime {
    /** Until the bundle that created it stops, or the {@link VmScope} through which it was created is closed. */
    BUNDLE,
    /** Until the JVM ends, or the bundle that runs all VMs stops. */
    HOST
}
