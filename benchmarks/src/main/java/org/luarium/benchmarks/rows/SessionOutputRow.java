// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.rows;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.luarium.benchmarks.measure.Contest;
import org.luarium.benchmarks.measure.Finding;
import org.luarium.benchmarks.measure.Goal;
import org.luarium.benchmarks.measure.Host;
import org.luarium.benchmarks.measure.Medians;
import org.luarium.benchmarks.measure.Samples;
import org.luarium.benchmarks.measure.Talk;
import org.luarium.benchmarks.measure.Tool;
import org.luarium.benchmarks.measure.Unit;
import org.luarium.session.Session;
import org.luarium.session.SessionEvent;
import org.luarium.session.SessionListener;
import org.luarium.vm.Script;

/** A hundred megabytes of lines through a session to one attachment, in a JVM whose heap is smaller than that. */
final class SessionOutputRow implements Row {
    private static final int ROUNDS = 7;
    private static final int LINES = 1_000_000;
    private static final long BYTES = LINES * 100L;
    private static final String CODE = "local line = string.rep('x', 99) for i = 1, " + LINES + " do print(line) end";

    @Override
    public String name() {
        return "session-output";
    }

    @Override
    public List<String> jvmOptions() {
        return List.of("-Xmx64m");
    }

    /** Counts what it hears until its input has ended. */
    private static final class Counter implements SessionListener {
        private final AtomicLong bytes = new AtomicLong();
        private volatile CountDownLatch prompt = new CountDownLatch(1);

        void reset() {
            bytes.set(0);
            prompt = new CountDownLatch(1);
        }

        @Override
        public void event(SessionEvent event) {
            if (event.kind() == SessionEvent.Kind.OUTPUT) {
                bytes.addAndGet(event.size());
            } else if (event.kind() == SessionEvent.Kind.PROMPT) {
                prompt.countDown();
            }
        }

        @Override
        public void lost(long count) {
            bytes.addAndGet(-BYTES);
        }

        void awaitAll() throws InterruptedException {
            if (!prompt.await(1, TimeUnit.MINUTES) || bytes.get() != BYTES) {
                throw new IllegalStateException("output was lost: " + bytes);
            }
        }
    }

    @Override
    public List<Finding> measure(Context context) throws Exception {
        try (Host host = Host.create(0);
                Talk talk = new Talk(host);
                Session session = talk.open("output")) {
            Counter counter = new Counter();
            session.attach(counter);
            Script script = Script.of(CODE).withOutput((stream, bytes) -> {});
            Path lua = host.interpreter();
            Optional<Tool> c = context.workshop()
                    .tool(
                            "link",
                            lua.toString(),
                            context.workshop().file("boot.lua").toString());
            Contest contest = new Contest()
                    .add("session", () -> {
                        counter.reset();
                        return Samples.time(1, () -> {
                                    session.send(CODE);
                                    counter.awaitAll();
                                })
                                .median();
                    })
                    .add(
                            "vm",
                            () -> Samples.time(
                                            1,
                                            () -> session.vm()
                                                    .executeAsync(script)
                                                    .join()
                                                    .orThrow())
                                    .median());
            c.ifPresent(tool -> contest.add("c", () -> tool.ask("exec 1 " + CODE)));
            Medians best;
            try {
                best = contest.run(ROUNDS);
            } finally {
                c.ifPresent(Tool::close);
            }
            List<Finding> findings = new ArrayList<>();
            findings.add(finding(best, "vm", "its VM alone, asynchronous", Goal.atLeast(350)));
            if (best.has("c")) {
                findings.add(finding(best, "c", "C parent, same child", Goal.none()));
            }
            return findings;
        }
    }

    private static Finding finding(Medians best, String floor, String against, Goal goal) {
        return new Finding(
                "100 MB of 100-byte lines through a session to one attachment",
                Unit.THROUGHPUT,
                BYTES / best.of("session") * 1e3,
                against,
                BYTES / best.of(floor) * 1e3,
                goal,
                "heap of 64 MiB, nothing lost");
    }
}
