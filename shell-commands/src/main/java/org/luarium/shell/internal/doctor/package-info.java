// SPDX-License-Identifier: Apache-2.0
/** What {@code luarium:doctor} looks at besides the layers that the core knows. */
@NullMarked
package org.luarium.shell.internal.doctor;

import org.jspecify.annotations.NullMarked;
