// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.resolve;

import org.luarium.packages.ResolutionLimitException;

/** Counts how much was done, and ends it when that is too much. */
final class Steps {
    private final long most;
    private long done;

    Steps(long most) {
        this.most = most;
    }

    void count(int more) {
        done += more;
        if (done > most) {
            throw new ResolutionLimitException(most);
        }
    }

    long done() {
        return done;
    }
}
