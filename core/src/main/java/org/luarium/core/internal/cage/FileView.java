// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.cage;

import java.nio.file.Path;
import org.luarium.core.internal.elf.SyscallProgram;

/** The files that a child in a mount namespace of its own sees. */
public sealed interface FileView permits View, JobView {
    /** Adds the calls after which the child sees nothing else. */
    void enter(SyscallProgram program, Path link, int uid, int gid);
}
