// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.policy;

import java.net.InetAddress;

/** On which ports of this machine networked VMs listen. */
@FunctionalInterface
public interface VmPorts {
    boolean listens(InetAddress address, int port);
}
