// SPDX-License-Identifier: Apache-2.0
/** Environments: what they are, where their files are, and how VMs get them. */
@NullMarked
package org.luarium.packages.internal.environment;

import org.jspecify.annotations.NullMarked;
