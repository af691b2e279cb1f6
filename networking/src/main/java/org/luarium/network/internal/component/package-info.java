// SPDX-License-Identifier: Apache-2.0
/** What this bundle gives to others. */
@NullMarked
package org.luarium.network.internal.component;

import org.jspecify.annotations.NullMarked;
