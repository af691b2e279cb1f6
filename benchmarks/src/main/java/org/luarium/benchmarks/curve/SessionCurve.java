// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.curve;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.luarium.benchmarks.measure.Host;
import org.luarium.benchmarks.measure.Samples;
import org.luarium.benchmarks.measure.Talk;
import org.luarium.benchmarks.measure.Unit;
import org.luarium.benchmarks.rows.Context;
import org.luarium.session.Session;

/** Open sessions: what one more costs, and how fast those are that are there. */
final class SessionCurve implements Curve {
    private static final List<Integer> SIZES = List.of(10, 30, 100, 300, 1_000, 3_000);
    private static final int NEWEST = 100;
    private static final int ASKED = 500;
    private static final long SEED = 42;
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Plot PLOT = new Plot("sessions", "Sessions that are open at once", "open sessions", Unit.TIME);

    @Override
    public String name() {
        return "sessions";
    }

    @Override
    public List<Plot> plots() {
        return List.of(PLOT);
    }

    @Override
    public void measure(Context context, Consumer<Point> points) throws Exception {
        Random random = new Random(SEED);
        try (Host host = Host.create(0);
                Talk talk = new Talk(host)) {
            talk.open("warm-up").evaluate("return 1", LONG);
            List<Session> sessions = new ArrayList<>();
            for (int size : SIZES) {
                long[] opening = new long[size - sessions.size()];
                for (int i = 0; i < opening.length; i++) {
                    long began = System.nanoTime();
                    sessions.add(talk.open("session-" + sessions.size()));
                    opening[i] = System.nanoTime() - began;
                }
                long[] last = Arrays.copyOfRange(opening, Math.max(0, opening.length - NEWEST), opening.length);
                long[] asked = new long[ASKED];
                for (int i = 0; i < ASKED; i++) {
                    Session session = sessions.get(random.nextInt(size));
                    long began = System.nanoTime();
                    session.send("print(1+1)");
                    if (!session.read(LONG).equals("2\n")) {
                        throw new IllegalStateException("the answer is wrong");
                    }
                    asked[i] = System.nanoTime() - began;
                }
                points.accept(new Point(
                        PLOT.name(),
                        "opening of the last of them",
                        size,
                        Samples.of(last).median()));
                points.accept(new Point(
                        PLOT.name(),
                        "a line and its answer in any of them",
                        size,
                        Samples.of(asked).median()));
            }
        }
    }
}
