// SPDX-License-Identifier: Apache-2.0
/** A terminal of JLine as one end of a session. Nothing outside of this package needs JLine, which need not be there. */
@NullMarked
package org.luarium.shell.internal.attach;

import org.jspecify.annotations.NullMarked;
