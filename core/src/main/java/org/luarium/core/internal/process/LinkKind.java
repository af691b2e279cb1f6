// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.process;

/** Which link is wanted. */
public enum LinkKind {
    /** FIFOs where the platform has them. */
    AUTO,
    FIFO,
    STDIO
}
