// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.socket;

/** Hears where VMs listen. Called on the thread of the script, which waits for it. */
@FunctionalInterface
public interface PortListener {
    /** A VM listens for connections on a port. */
    void listening(String vm, int port);
}
