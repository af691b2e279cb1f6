// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.resolve;

import org.luarium.packages.RockVersion;

/**
 * Why a version that a repository has cannot be used.
 *
 * @param detail what completes the reason, such as the version of Lua; printable
 */
public record Exclusion(RockVersion version, Reason reason, String detail) implements Reading {
    /** Why not. */
    public enum Reason {
        LUA_VERSION("not for Lua %s"),
        NO_SOURCE("no source to build it from"),
        ARCHITECTURE("not for %s"),
        PINNED("the name is pinned to the repository %s"),
        UNREADABLE("%s");

        private final String phrase;

        Reason(String phrase) {
            this.phrase = phrase;
        }
    }

    String phrase() {
        return reason.phrase.formatted(detail);
    }
}
