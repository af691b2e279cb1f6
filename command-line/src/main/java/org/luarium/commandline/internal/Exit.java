// SPDX-License-Identifier: Apache-2.0
package org.luarium.commandline.internal;

/** Exit codes that are not the script's own. */
final class Exit {
    static final int OK = 0;
    static final int ERROR = 1;
    static final int USAGE = 2;
    static final int FAILED = 125;
    static final int INTERRUPTED = 130;
    /** What a shell reports for a program that wrote to a closed pipe: 128 + SIGPIPE. */
    static final int BROKEN_PIPE = 141;

    private Exit() {}
}
