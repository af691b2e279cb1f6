// SPDX-License-Identifier: Apache-2.0
/**
 * Networked VMs under the eyes of the host: sockets that the host opens for them, messages that it carries, and the documented servers, clients and peers. Experimental: it may change.
 */
@Export
@Version("0.1.0")
@NullMarked
package org.luarium.network;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
