// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.rows;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.luarium.benchmarks.extension.EchoChild;
import org.luarium.benchmarks.extension.JsonRpcService;
import org.luarium.benchmarks.extension.Service;
import org.luarium.benchmarks.measure.Contest;
import org.luarium.benchmarks.measure.ExtensionBench;
import org.luarium.benchmarks.measure.Finding;
import org.luarium.benchmarks.measure.Flight;
import org.luarium.benchmarks.measure.Goal;
import org.luarium.benchmarks.measure.JsonRpcPeer;
import org.luarium.benchmarks.measure.Medians;
import org.luarium.benchmarks.measure.Samples;
import org.luarium.benchmarks.measure.Unit;
import org.luarium.extension.Extension;
import org.luarium.extension.SharedAccess;
import org.luarium.extension.spi.NumberType;
import org.luarium.extension.spi.SharedBuffer;

/** Calls of an extension in a child JVM, beside 64 bytes that a child JVM sends back, and LSP4J over the same kind of pipes. */
final class ExtensionCallsRow implements Row {
    private static final int ROUNDS = 7;
    private static final int CALLS = 3000;
    private static final int LARGE_CALLS = 30;
    private static final int FLIGHTS = 30_000;
    private static final int IN_FLIGHT = 64;
    private static final int LARGE = 1_000_000;
    private static final int SHARED = 12_500_000;
    private static final String FLOOR = "64 bytes to a JVM and back";

    @Override
    public String name() {
        return "extensions";
    }

    @Override
    public List<Setting> settings() {
        return List.of(Setting.PLAIN, Setting.ONE_CORE);
    }

    @Override
    public List<Finding> measure(Context context) throws Exception {
        Process echo = ExtensionBench.child(EchoChild.class);
        try (JsonRpcPeer peer = new JsonRpcPeer();
                ExtensionBench bench = new ExtensionBench()) {
            Extension extension = bench.extensions().load(bench.service("calls").build());
            List<Finding> findings = measure(context, extension.service(Service.class), echo, peer.service());
            if (context.setting() == Setting.PLAIN) {
                findings.add(shared(extension));
            }
            return findings;
        } finally {
            echo.destroyForcibly();
        }
    }

    private static List<Finding> measure(Context context, Service service, Process echo, JsonRpcService peer)
            throws Exception {
        byte[] message = new byte[EchoChild.SIZE];
        byte[] large = new byte[LARGE];
        String text = "x".repeat(LARGE);
        InputStream in = echo.getInputStream();
        OutputStream out = echo.getOutputStream();
        JsonRpcService.Pair pair = new JsonRpcService.Pair(1, 2);
        Medians best = new Contest()
                .add(
                        "floor",
                        () -> Samples.time(CALLS, () -> echo(in, out, message)).median())
                .add(
                        "call",
                        () -> Samples.time(CALLS, () -> check(service.add(1, 2), 3))
                                .median())
                .add(
                        "peer",
                        () -> Samples.time(CALLS, () -> check(peer.add(pair).join(), 3))
                                .median())
                .add(
                        "callback",
                        () -> Samples.time(CALLS, () -> check(service.apply(x -> x + 1, 2), 3))
                                .median())
                .add("flight", () -> Flight.nanos(FLIGHTS, IN_FLIGHT, () -> service.addLater(1, 2)))
                .add("peer flight", () -> Flight.nanos(FLIGHTS, IN_FLIGHT, () -> peer.add(pair)))
                .add(
                        "large",
                        () -> Samples.time(LARGE_CALLS, () -> check(service.size(large), LARGE))
                                .median())
                .add(
                        "peer large",
                        () -> Samples.time(
                                        LARGE_CALLS, () -> check(peer.size(text).join(), LARGE))
                                .median())
                .run(ROUNDS);
        boolean plain = context.setting() == Setting.PLAIN;
        Goal call = Goal.atMost(plain ? 60_000 : 15_000);
        List<Finding> findings = new ArrayList<>();
        findings.add(
                new Finding("call of an extension", Unit.TIME, best.of("call"), FLOOR, best.of("floor"), call, ""));
        findings.add(new Finding(
                "call of an extension",
                Unit.TIME,
                best.of("call"),
                JsonRpcPeer.NAME,
                best.of("peer"),
                Goal.ratioAtMost(1),
                ""));
        findings.add(new Finding(
                "call of an extension that calls back",
                Unit.TIME,
                best.of("callback"),
                "our call",
                best.of("call"),
                plain ? Goal.ratioAtMost(3) : Goal.none(),
                "two calls, one within the other, and an object that is lent"));
        findings.add(new Finding(
                "calls of an extension, " + IN_FLIGHT + " in flight",
                Unit.RATE,
                best.of("flight") == 0 ? 0 : 1e9 / best.of("flight"),
                JsonRpcPeer.NAME,
                1e9 / best.of("peer flight"),
                plain ? Goal.atLeast(150_000) : Goal.none(),
                ""));
        findings.add(new Finding(
                "1 MB to an extension",
                Unit.TIME,
                best.of("large"),
                JsonRpcPeer.NAME,
                best.of("peer large"),
                plain ? Goal.atMost(2_000_000) : Goal.none(),
                ""));
        return findings;
    }

    /** 100 MB that lie in shared memory. */
    private static Finding shared(Extension extension) throws Exception {
        Service service = extension.service(Service.class);
        try (SharedBuffer numbers = extension.allocate(SharedAccess.READ, NumberType.FLOAT64, SHARED)) {
            numbers.put(0, new double[] {1});
            numbers.put(SHARED - 1, new double[] {2});
            double median = Samples.time(LARGE_CALLS, () -> check((int) service.ends(numbers), 3))
                    .median();
            return Finding.alone(
                    "100 MB to an extension, in shared memory",
                    Unit.TIME,
                    median,
                    Goal.atMost(1_000_000),
                    "a call that looks at both ends of it; it is mapped each time");
        }
    }

    private static void echo(InputStream in, OutputStream out, byte[] message) throws IOException {
        out.write(message);
        out.flush();
        if (in.readNBytes(message, 0, message.length) != message.length) {
            throw new IOException("the child is gone");
        }
    }

    private static void check(int value, int wanted) {
        if (value != wanted) {
            throw new IllegalStateException("the answer is " + value);
        }
    }
}
