// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.rows;

import java.time.Duration;
import java.util.List;
import org.luarium.benchmarks.measure.Contest;
import org.luarium.benchmarks.measure.Finding;
import org.luarium.benchmarks.measure.Goal;
import org.luarium.benchmarks.measure.Host;
import org.luarium.benchmarks.measure.Medians;
import org.luarium.benchmarks.measure.Samples;
import org.luarium.benchmarks.measure.Talk;
import org.luarium.benchmarks.measure.Unit;
import org.luarium.session.Session;
import org.luarium.vm.Script;

/** A line that is sent to a session and answered, beside the same line run by its VM. */
final class SessionRow implements Row {
    private static final int ROUNDS = 7;
    private static final int BLOCK = 2000;
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String CODE = "print 'answer'";
    private static final String ANSWER = "answer\n";

    @Override
    public String name() {
        return "session";
    }

    @Override
    public List<Finding> measure(Context context) throws Exception {
        try (Host host = Host.create(0);
                Talk talk = new Talk(host);
                Session session = talk.open("session")) {
            Script script = Script.of(CODE);
            Medians best = new Contest()
                    .add(
                            "send",
                            () -> Samples.time(BLOCK, () -> {
                                        session.send(CODE);
                                        expect(session.read(LONG));
                                    })
                                    .median())
                    .add(
                            "evaluate",
                            () -> Samples.time(
                                            BLOCK,
                                            () -> expect(
                                                    session.evaluate(CODE, LONG).stdout()))
                                    .median())
                    .add(
                            "vm",
                            () -> Samples.time(
                                            BLOCK,
                                            () -> expect(
                                                    session.vm().execute(script).stdout()))
                                    .median())
                    .run(ROUNDS);
            return List.of(
                    finding("session: send `" + CODE + "` and read the answer", best, "send", Goal.atMost(200_000)),
                    finding("session: evaluate `" + CODE + "`", best, "evaluate", Goal.none()));
        }
    }

    private static Finding finding(String work, Medians best, String name, Goal goal) {
        return new Finding(
                work, Unit.TIME, best.of(name), "execute of the same on its VM", best.of("vm"), goal, "median");
    }

    private static void expect(String answer) {
        if (!answer.equals(ANSWER)) {
            throw new IllegalStateException("the session answered: " + answer);
        }
    }
}
