// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.cage;

/** The user and group that a process runs as. */
public record Ids(int uid, int gid) {
    public boolean root() {
        return uid == 0;
    }
}
