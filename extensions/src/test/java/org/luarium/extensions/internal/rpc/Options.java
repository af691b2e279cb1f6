// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import java.time.Duration;
import java.util.function.UnaryOperator;

/** Limits that differ in one thing from the usual ones. */
final class Options {
    private Options() {}

    static UnaryOperator<PeerOptions> callTime(Duration time) {
        return o -> new PeerOptions(
                o.name(),
                o.frameBytes(),
                time,
                o.callsOut(),
                o.callsIn(),
                o.callsWaiting(),
                o.nesting(),
                o.references(),
                o.collects());
    }

    static UnaryOperator<PeerOptions> frameBytes(int bytes) {
        return o -> new PeerOptions(
                o.name(),
                bytes,
                o.callTime(),
                o.callsOut(),
                o.callsIn(),
                o.callsWaiting(),
                o.nesting(),
                o.references(),
                o.collects());
    }

    static UnaryOperator<PeerOptions> callsOut(int calls) {
        return o -> new PeerOptions(
                o.name(),
                o.frameBytes(),
                o.callTime(),
                calls,
                o.callsIn(),
                o.callsWaiting(),
                o.nesting(),
                o.references(),
                o.collects());
    }

    static UnaryOperator<PeerOptions> callsIn(int running, int waiting) {
        return o -> new PeerOptions(
                o.name(),
                o.frameBytes(),
                o.callTime(),
                o.callsOut(),
                running,
                waiting,
                o.nesting(),
                o.references(),
                o.collects());
    }

    static UnaryOperator<PeerOptions> nesting(int calls) {
        return o -> new PeerOptions(
                o.name(),
                o.frameBytes(),
                o.callTime(),
                o.callsOut(),
                o.callsIn(),
                o.callsWaiting(),
                calls,
                o.references(),
                o.collects());
    }

    static UnaryOperator<PeerOptions> references(int objects) {
        return o -> new PeerOptions(
                o.name(),
                o.frameBytes(),
                o.callTime(),
                o.callsOut(),
                o.callsIn(),
                o.callsWaiting(),
                o.nesting(),
                objects,
                o.collects());
    }

    static PeerOptions collecting(PeerOptions o) {
        return new PeerOptions(
                o.name(),
                o.frameBytes(),
                o.callTime(),
                o.callsOut(),
                o.callsIn(),
                o.callsWaiting(),
                o.nesting(),
                o.references(),
                true);
    }

    static UnaryOperator<PeerOptions> name(String name) {
        return o -> new PeerOptions(
                name,
                o.frameBytes(),
                o.callTime(),
                o.callsOut(),
                o.callsIn(),
                o.callsWaiting(),
                o.nesting(),
                o.references(),
                o.collects());
    }

    static UnaryOperator<PeerOptions> all(UnaryOperator<PeerOptions> one, UnaryOperator<PeerOptions> other) {
        return o -> other.apply(one.apply(o));
    }
}
