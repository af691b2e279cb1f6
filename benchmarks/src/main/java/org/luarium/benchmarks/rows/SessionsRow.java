// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.rows;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.luarium.benchmarks.measure.Finding;
import org.luarium.benchmarks.measure.Goal;
import org.luarium.benchmarks.measure.Host;
import org.luarium.benchmarks.measure.ProcessMemory;
import org.luarium.benchmarks.measure.Talk;
import org.luarium.benchmarks.measure.Unit;
import org.luarium.session.Session;
import org.luarium.session.SessionEvent;
import org.luarium.session.SessionListener;

/** Many sessions at once, each with an attachment, which were used and are idle now. */
final class SessionsRow implements Row {
    private static final long SETTLE_SECONDS = 12;
    private static final long WATCH_SECONDS = 4;
    private static final Duration LONG = Duration.ofSeconds(30);

    @Override
    public String name() {
        return "sessions";
    }

    @Override
    public List<Finding> measure(Context context) throws Exception {
        LongAdder lost = new LongAdder();
        SessionListener listener = new SessionListener() {
            @Override
            public void event(SessionEvent event) {}

            @Override
            public void lost(long count) {
                lost.add(count);
            }
        };
        try (Host host = Host.create(0);
                Talk talk = new Talk(host)) {
            talk.open("warm-up").evaluate("return 1", LONG);
            double threadsBefore = own().threads();
            List<Session> sessions = new ArrayList<>();
            for (int i = 0; i < context.vms(); i++) {
                Session session = talk.open("idle-" + i);
                session.attach(listener);
                session.send("x = " + i);
                sessions.add(session);
            }
            int answering = 0;
            double busiest = 0;
            List<Long> pids = new ArrayList<>();
            for (int i = 0; i < sessions.size(); i++) {
                Session session = sessions.get(i);
                session.send("x");
                answering += session.read(LONG).equals(i + "\n") ? 1 : 0;
                busiest = i % 100 == 0 ? Math.max(busiest, own().threads()) : busiest;
                pids.add(session.vm().isolate().info().pid());
            }
            // The compilers of the JVM still work on what was just used, and threads rest for ten seconds before they
            // end.
            TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
            double childrenBefore = ProcessMemory.average(pids).cpuNanos();
            double threads = own().threads() - threadsBefore;
            double jvmBefore = own().cpuNanos();
            TimeUnit.SECONDS.sleep(WATCH_SECONDS);
            double jvm = own().cpuNanos() - jvmBefore;
            double children = (ProcessMemory.average(pids).cpuNanos() - childrenBefore) * pids.size();
            int all = context.vms();
            return List.of(
                    Finding.alone(
                            "open sessions that answer, of " + all,
                            Unit.COUNT,
                            answering,
                            Goal.atLeast(all),
                            "each with an attachment; events lost: " + lost),
                    Finding.alone(
                            "threads of the JVM for all open sessions",
                            Unit.COUNT,
                            Math.max(0, threads),
                            Goal.atMost(16),
                            "up to " + Math.round(busiest - threadsBefore) + " while they were used"),
                    Finding.alone(
                            "idle sessions: processor time of " + all + " and the JVM, percent of a core",
                            Unit.COUNT,
                            Math.round((jvm + children) / (WATCH_SECONDS * 1e9) * 10_000) / 100.0,
                            Goal.atMost(1),
                            ""));
        }
    }

    private static ProcessMemory own() throws IOException {
        return ProcessMemory.average(List.of(ProcessHandle.current().pid()));
    }
}
