// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.process;

import java.io.IOException;

/** The kernel refused a call that the spawner or a child made. */
public final class CallFailedException extends IOException {
    private static final long serialVersionUID = 1L;

    static final int EAGAIN = 11;

    private final long step;
    private final int errno;

    CallFailedException(long step, int errno) {
        super(Errno.describe(errno));
        this.step = step;
        this.errno = errno;
    }

    /** The index of the call. */
    long step() {
        return step;
    }

    int errno() {
        return errno;
    }
}
