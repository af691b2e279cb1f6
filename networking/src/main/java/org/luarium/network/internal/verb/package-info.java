// SPDX-License-Identifier: Apache-2.0
/** The servers, clients and peers that run in VMs: Lua programs, and what the host knows of those that run. */
@NullMarked
package org.luarium.network.internal.verb;

import org.jspecify.annotations.NullMarked;
