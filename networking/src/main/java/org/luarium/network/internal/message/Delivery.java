// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.message;

/**
 * What became of a message.
 *
 * @param kind whether it was delivered
 * @param detail the limit that was met, for people
 */
record Delivery(Kind kind, String detail) {
    static final Delivery DONE = new Delivery(Kind.DONE, "");
    static final Delivery GONE = new Delivery(Kind.GONE, "");

    /** Whether a message was delivered; its problem as Lua gets it. */
    enum Kind {
        DONE(""),
        GONE("no such VM"),
        FULL("mailbox full"),
        TOO_LARGE("message too large");

        final String problem;

        Kind(String problem) {
            this.problem = problem;
        }
    }

    static Delivery full(String limit) {
        return new Delivery(Kind.FULL, limit);
    }

    static Delivery tooLarge(long bytes, int allowed) {
        return new Delivery(Kind.TOO_LARGE, bytes + " bytes, " + allowed + " are allowed");
    }

    boolean isDone() {
        return kind == Kind.DONE;
    }
}
