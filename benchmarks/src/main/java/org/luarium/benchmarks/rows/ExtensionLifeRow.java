// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.rows;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.luarium.benchmarks.extension.EchoChild;
import org.luarium.benchmarks.extension.Service;
import org.luarium.benchmarks.measure.Contest;
import org.luarium.benchmarks.measure.ExtensionBench;
import org.luarium.benchmarks.measure.Finding;
import org.luarium.benchmarks.measure.Goal;
import org.luarium.benchmarks.measure.Medians;
import org.luarium.benchmarks.measure.Samples;
import org.luarium.benchmarks.measure.Unit;
import org.luarium.extension.Extension;
import org.luarium.extension.RestartPolicy;
import org.osgi.framework.ServiceException;

/** The life of extensions: start, end, stop, and reload while they are called. */
final class ExtensionLifeRow implements Row {
    private static final int ROUNDS = 9;
    private static final int RELOADS = 20;
    private static final int CALLERS = 2;

    @Override
    public String name() {
        return "extension-life";
    }

    @Override
    public List<Finding> measure(Context context) throws Exception {
        try (ExtensionBench bench = new ExtensionBench()) {
            List<Finding> findings = new ArrayList<>(startAndEnd(bench));
            findings.addAll(reload(bench));
            return findings;
        }
    }

    private static List<Finding> startAndEnd(ExtensionBench bench) throws Exception {
        long[] stop = new long[1];
        long[] crash = new long[1];
        long before = bench.storeBytes();
        Extension first = bench.extensions().load(bench.service("first").build());
        long one = bench.storeBytes();
        Extension second = bench.extensions().load(bench.service("second").build());
        long two = bench.storeBytes();
        first.close();
        second.close();
        List<Double> stops = new ArrayList<>();
        List<Double> crashes = new ArrayList<>();
        Medians best = new Contest()
                .add("floor", () -> Samples.time(1, ExtensionLifeRow::bareChild).median())
                .add("start", () -> {
                    long began = System.nanoTime();
                    Extension extension = bench.extensions()
                            .load(bench.service("start")
                                    .restart(RestartPolicy.NEVER)
                                    .build());
                    double started = System.nanoTime() - began;
                    began = System.nanoTime();
                    extension.stop();
                    stop[0] = System.nanoTime() - began;
                    extension.reload();
                    Service service = extension.service(Service.class);
                    service.add(1, 2);
                    began = System.nanoTime();
                    try {
                        service.exit();
                        throw new IllegalStateException("it goes on");
                    } catch (ServiceException e) {
                        crash[0] = System.nanoTime() - began;
                    }
                    extension.close();
                    stops.add((double) stop[0]);
                    crashes.add((double) crash[0]);
                    return started;
                })
                .run(ROUNDS);
        return List.of(
                new Finding(
                        "start of an extension, confined",
                        Unit.TIME,
                        best.of("start"),
                        "a bare JVM that answers once",
                        best.of("floor"),
                        Goal.none(),
                        ""),
                Finding.alone("stop of an extension", Unit.TIME, median(stops), Goal.atMost(50_000_000), ""),
                Finding.alone(
                        "an extension whose process ends, until its caller knows",
                        Unit.TIME,
                        median(crashes),
                        Goal.atMost(10_000_000),
                        ""),
                Finding.alone(
                        "what a second extension with the same class path adds to the store",
                        Unit.BYTES,
                        (double) (two - one),
                        Goal.atMost(1 << 20),
                        "the first adds " + (one - before) / 1024 + " KiB"));
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    private static void bareChild() throws Exception {
        Process child = ExtensionBench.child(EchoChild.class);
        child.getOutputStream().write(new byte[EchoChild.SIZE]);
        child.getOutputStream().flush();
        if (child.getInputStream().readNBytes(EchoChild.SIZE).length != EchoChild.SIZE) {
            throw new IllegalStateException("the child is gone");
        }
        child.destroyForcibly();
        child.waitFor();
    }

    private static List<Finding> reload(ExtensionBench bench) throws Exception {
        Extension extension = bench.extensions().load(bench.service("reload").build());
        Service service = extension.service(Service.class);
        AtomicBoolean done = new AtomicBoolean();
        AtomicLong calls = new AtomicLong();
        AtomicLong failed = new AtomicLong();
        AtomicLong longest = new AtomicLong();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            Thread caller = new Thread(() -> {
                while (!done.get()) {
                    long began = System.nanoTime();
                    try {
                        service.add(1, 2);
                    } catch (RuntimeException e) {
                        failed.incrementAndGet();
                    }
                    long taken = System.nanoTime() - began;
                    longest.accumulateAndGet(taken, Math::max);
                    calls.incrementAndGet();
                }
            });
            caller.start();
            callers.add(caller);
        }
        double reload = Samples.time(RELOADS, extension::reload).median();
        done.set(true);
        for (Thread caller : callers) {
            caller.join();
        }
        extension.close();
        String load = CALLERS + " threads called " + calls.get() + " times meanwhile";
        return List.of(
                Finding.alone("reload of an extension under load", Unit.TIME, reload, Goal.none(), load),
                Finding.alone(
                        "calls that failed in " + RELOADS + " reloads",
                        Unit.COUNT,
                        (double) failed.get(),
                        Goal.atMost(0),
                        load),
                Finding.alone(
                        "the longest call in " + RELOADS + " reloads",
                        Unit.TIME,
                        (double) longest.get(),
                        Goal.atMost(100_000_000),
                        load));
    }
}
