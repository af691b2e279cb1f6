// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.message;

/**
 * How much may wait. Immutable. Bytes are those that values take in this JVM, about.
 *
 * @param messages how many wait in a mailbox that were sent to its VM alone; and how many requests it has taken and not answered
 * @param bytes how much they take; one message of any size has room where none waits
 * @param channelMessages how many of a channel wait for each who subscribes
 * @param channelBytes how much they take
 * @param channels to how many channels a VM may subscribe
 * @param allBytes how much all that waits may take
 */
public record MessageLimits(
        int messages, long bytes, int channelMessages, long channelBytes, int channels, long allBytes) {
    /** What suits most; an eighth of the heap for everything. */
    public static MessageLimits defaults() {
        return new MessageLimits(
                1_000, 16L << 20, 256, 4L << 20, 64, Runtime.getRuntime().maxMemory() / 8);
    }
}
