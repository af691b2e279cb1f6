// SPDX-License-Identifier: Apache-2.0
package org.luarium.session;

/** Where a session is. */
public enum SessionState {
    /** It waits for input. */
    READY,
    /** It waits for more input: what was sent so far is the beginning of something. */
    CONTINUATION,
    /** It runs what was sent. */
    BUSY,
    /** What runs waits for input, in {@code io.read} for example; what is sent now goes there. */
    READING,
    /** The process of its VM has ended. What it wrote can still be read. */
    EXITED,
    /** It was closed. */
    CLOSED
}
