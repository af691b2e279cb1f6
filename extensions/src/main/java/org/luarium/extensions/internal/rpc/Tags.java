// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

/** Kinds of values that MessagePack does not have, as {@code docs/extension-protocol.md} lists them. */
final class Tags {
    /** An object of the sender: its number. */
    static final int MINE = 1;
    /** An object of the receiver, which it has given away before: its number. */
    static final int YOURS = 2;
    /** A {@code BigInteger}: its digits. */
    static final int INTEGER = 3;
    /** A {@code BigDecimal}: its text. */
    static final int DECIMAL = 4;
    /** An {@code Instant}: seconds and nanoseconds. */
    static final int INSTANT = 5;
    /** A {@code UUID}. */
    static final int UUID = 6;
    /** An array of numbers: one letter for their type, then they, lowest byte first. */
    static final int ARRAY = 7;
    /** What lies in shared memory: a letter, and where it is. */
    static final int SEGMENT = 8;
    /** The name of a type with a mapper; its plain value follows. */
    static final int MAPPED = 9;

    private Tags() {}
}
