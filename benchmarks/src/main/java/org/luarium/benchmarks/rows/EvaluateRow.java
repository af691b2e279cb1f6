// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.rows;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.luarium.benchmarks.measure.Finding;
import org.luarium.benchmarks.measure.Goal;
import org.luarium.benchmarks.measure.Host;
import org.luarium.benchmarks.measure.Talk;
import org.luarium.benchmarks.measure.Unit;
import org.luarium.session.Session;
import org.luarium.vm.ExecutionResult;

/**
 * Code that takes its time between two lines of output. Whoever takes a pause for the end loses the second one, or finds it in the answer to the next. It sleeps, because a hundred of them shall take as long as one.
 */
final class EvaluateRow implements Row {
    private static final int SESSIONS = 100;
    private static final int EACH = 10;
    private static final long PAUSE_NANOS = 300_000_000;
    private static final Duration LONG = Duration.ofSeconds(30);

    @Override
    public String name() {
        return "evaluate";
    }

    @Override
    public List<Finding> measure(Context context) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(SESSIONS);
        try (Host host = Host.create(0);
                Talk talk = new Talk(host)) {
            List<Future<Tally>> tallies = new ArrayList<>();
            for (int i = 0; i < SESSIONS; i++) {
                Session session = talk.open("evaluate-" + i);
                tallies.add(threads.submit(() -> evaluate(session)));
            }
            int right = 0;
            long longest = 0;
            for (Future<Tally> tally : tallies) {
                right += tally.get().right();
                longest = Math.max(longest, tally.get().longest());
            }
            int all = SESSIONS * EACH;
            return List.of(Finding.alone(
                    "session: evaluate of a chunk of 300 ms is right, of " + all,
                    Unit.COUNT,
                    right,
                    Goal.atLeast(all),
                    SESSIONS + " sessions at once; the slowest took " + Unit.TIME.show((double) longest)));
        } finally {
            threads.shutdownNow();
        }
    }

    private record Tally(int right, long longest) {}

    private static Tally evaluate(Session session) {
        int right = 0;
        long longest = 0;
        for (int i = 0; i < EACH; i++) {
            String code = "print('begin " + i + "') os.execute('sleep 0.3') print('end " + i + "') return " + i;
            long began = System.nanoTime();
            ExecutionResult result = session.evaluate(code, LONG);
            long took = System.nanoTime() - began;
            longest = Math.max(longest, took);
            boolean whole = result.stdout().equals("begin " + i + "\nend " + i + "\n");
            if (result.success() && whole && result.value().asLong() == i && took >= PAUSE_NANOS) {
                right++;
            }
        }
        return new Tally(right, longest);
    }
}
