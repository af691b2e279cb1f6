// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.confine;

import java.nio.file.Path;

/**
 * The two files of the Lua side of the link.
 *
 * @param file what every process loads
 * @param rest what it loads when it needs it; named like the first, with {@code .rest} after it
 */
public record Boot(Path file, Path rest) {
    static final String INSIDE = Program.OURS + "boot.lua";
    static final String INSIDE_REST = INSIDE + ".rest";
}
