// SPDX-License-Identifier: Apache-2.0
/** The tour: what it shows, and how it goes on. */
@NullMarked
package org.luarium.shell.internal.tour;

import org.jspecify.annotations.NullMarked;
