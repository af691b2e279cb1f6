// SPDX-License-Identifier: Apache-2.0
/** What networked VMs may reach: rules, classes of addresses, and names that are looked up once. */
@NullMarked
package org.luarium.network.internal.policy;

import org.jspecify.annotations.NullMarked;
