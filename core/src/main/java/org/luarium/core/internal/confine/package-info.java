// SPDX-License-Identifier: Apache-2.0
/** Confinement: what this machine can enforce, what of it a VM gets, and what is reported. */
@NullMarked
package org.luarium.core.internal.confine;

import org.jspecify.annotations.NullMarked;
