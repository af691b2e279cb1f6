// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

/** Hears of calls to the other side. Must be quick and throw nothing. Thread-safe. */
public interface CallObserver {
    /** Hears of nothing. */
    CallObserver NONE = (method, nanos, sent, received, failed) -> {};

    /**
     * A call has ended.
     *
     * @param method its name and the types of its parameters
     * @param nanos how long it took
     * @param sent bytes
     * @param received bytes
     * @param failed whether it was not answered with a result
     */
    void called(String method, long nanos, long sent, long received, boolean failed);

    /** A one-way call was dropped: too many wait, or it cannot be understood. */
    default void dropped(String method) {}
}
