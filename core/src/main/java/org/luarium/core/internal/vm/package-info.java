// SPDX-License-Identifier: Apache-2.0
/** VMs on top of child processes and the link. */
@NullMarked
package org.luarium.core.internal.vm;

import org.jspecify.annotations.NullMarked;
