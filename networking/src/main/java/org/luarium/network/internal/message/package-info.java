// SPDX-License-Identifier: Apache-2.0
/** Messages between VMs, and between VMs and bundles: mailboxes, channels, requests. */
@NullMarked
package org.luarium.network.internal.message;

import org.jspecify.annotations.NullMarked;
