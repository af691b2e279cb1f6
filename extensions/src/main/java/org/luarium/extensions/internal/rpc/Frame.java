// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

/** The types of frames; {@code docs/extension-protocol.md} specifies them. */
final class Frame {
    static final int HELLO = 0;
    static final int CALL = 4;
    static final int NOTE = 5;
    static final int RESULT = 6;
    static final int ERROR = 7;
    static final int CANCEL = 8;
    static final int RELEASE = 11;
    static final int COLLECT = 12;
    static final int MOST = 127;

    private Frame() {}
}
