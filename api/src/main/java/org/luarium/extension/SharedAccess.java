// SPDX-License-Identifier: Apache-2.0
package org.luarium.extension;

/** What an extension may do with memory that the host shares with it. */
public enum SharedAccess {
    /** Read it. The host can have the memory itself, with nothing in between. */
    READ,
    /** Read it and write to it. The host reads and writes copies, as hostile code could take the memory away. */
    READ_WRITE
}
