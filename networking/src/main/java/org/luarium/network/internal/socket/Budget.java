// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.socket;

import org.luarium.network.NetworkPolicy;

/** How much a VM may still do. Used under its lock. */
final class Budget {
    private static final double NANOS = 1e9;

    private final NetworkPolicy policy;
    private final double rate;
    private long left;
    private double tokens;
    private double connections;
    private long at = System.nanoTime();

    Budget(NetworkPolicy policy) {
        this.policy = policy;
        rate = (double) policy.bytesPerSecond();
        left = policy.bytes();
        tokens = rate;
        connections = policy.connectionsPerSecond();
    }

    private void refill() {
        long now = System.nanoTime();
        double seconds = (now - at) / NANOS;
        at = now;
        tokens = Math.min(rate, tokens + seconds * rate);
        connections = Math.min(policy.connectionsPerSecond(), connections + seconds * policy.connectionsPerSecond());
    }

    boolean takeConnection() {
        refill();
        if (connections < 1) {
            return false;
        }
        connections--;
        return true;
    }

    /** Whether all that it may move in its life was moved. */
    boolean isSpent() {
        return left <= 0;
    }

    /** How many bytes may be moved now, of those that are wanted. */
    int allowed(int wanted) {
        if (policy.bytesPerSecond() == 0) {
            return (int) Math.min(wanted, left);
        }
        refill();
        return (int) Math.min(Math.min(wanted, left), (long) tokens);
    }

    /** How long to wait until it is worth trying again. */
    long pauseNanos() {
        double worth = Math.min(rate, Math.max(1, rate / 50));
        return (long) (Math.max(1, worth - tokens) / rate * NANOS);
    }

    void moved(long bytes) {
        left -= bytes;
        tokens -= bytes;
    }

    String spent() {
        return "the VM has sent and received the " + policy.bytes() + " bytes that it may";
    }

    String tooManyConnections() {
        return "a VM may begin " + policy.connectionsPerSecond() + " connections in a second; try again later";
    }
}
