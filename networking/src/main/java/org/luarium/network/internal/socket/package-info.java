// SPDX-License-Identifier: Apache-2.0
/** Sockets that the host opens for VMs, all of them served by one thread. */
@NullMarked
package org.luarium.network.internal.socket;

import org.jspecify.annotations.NullMarked;
