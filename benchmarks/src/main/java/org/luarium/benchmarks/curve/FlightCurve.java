// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.curve;

import java.util.List;
import java.util.function.Consumer;
import org.luarium.benchmarks.extension.JsonRpcService;
import org.luarium.benchmarks.extension.Service;
import org.luarium.benchmarks.measure.Contest;
import org.luarium.benchmarks.measure.ExtensionBench;
import org.luarium.benchmarks.measure.Flight;
import org.luarium.benchmarks.measure.JsonRpcPeer;
import org.luarium.benchmarks.measure.Medians;
import org.luarium.benchmarks.measure.Unit;
import org.luarium.benchmarks.rows.Context;
import org.luarium.extension.Extension;

/** Calls of one extension that are under way at once. */
final class FlightCurve implements Curve {
    private static final List<Integer> IN_FLIGHT = List.of(1, 2, 4, 8, 16, 32, 64, 128, 256, 512);
    private static final int ROUNDS = 5;
    private static final int CALLS = 20_000;
    private static final Plot PLOT =
            new Plot("extension-flight", "Calls of an extension", "calls in flight", Unit.RATE);

    @Override
    public String name() {
        return "flight";
    }

    @Override
    public List<Plot> plots() {
        return List.of(PLOT);
    }

    @Override
    public void measure(Context context, Consumer<Point> points) throws Exception {
        try (JsonRpcPeer peer = new JsonRpcPeer();
                ExtensionBench bench = new ExtensionBench()) {
            Extension extension =
                    bench.extensions().load(bench.service("flight").build());
            Service service = extension.service(Service.class);
            JsonRpcService.Pair pair = new JsonRpcService.Pair(1, 2);
            for (int inFlight : IN_FLIGHT) {
                Medians best = new Contest()
                        .add("ours", () -> Flight.nanos(CALLS, inFlight, () -> service.addLater(1, 2)))
                        .add(
                                "peer",
                                () -> Flight.nanos(
                                        CALLS, inFlight, () -> peer.service().add(pair)))
                        .run(ROUNDS);
                points.accept(new Point(PLOT.name(), "ours", inFlight, 1e9 / best.of("ours")));
                points.accept(new Point(PLOT.name(), JsonRpcPeer.NAME, inFlight, 1e9 / best.of("peer")));
            }
        }
    }
}
