// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.realize;

import static java.util.Objects.requireNonNull;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.luarium.store.Closure;
import org.luarium.store.NotRealizedException;
import org.luarium.store.Realization;
import org.luarium.store.RealizeEvent;
import org.luarium.store.RealizeOptions;
import org.luarium.store.Realized;
import org.luarium.store.Ref;
import org.luarium.store.internal.disk.Disk;
import org.luarium.store.internal.lease.LeaseFile;
import org.luarium.store.internal.lock.Held;

/** Realizes closures. Thread-safe. */
public final class Realizing {
    private final Maker.Means means;
    private final int defaultJobs;

    /**
     * Creates it.
     *
     * @param defaultJobs how many realizers run at once where the options do not say
     */
    public Realizing(Disk disk, Programs programs, Substitutes substitutes, InstantSource clock, int defaultJobs) {
        this.means = new Maker.Means(disk, programs, substitutes, clock);
        this.defaultJobs = defaultJobs;
    }

    /** See {@link org.luarium.store.Store#realize}. */
    public <R> Realized<R> realize(Closure<R> closure, RealizeOptions options) {
        Graph graph = Graph.of(closure, options);
        Run run = new Run(options.listener(), graph.nodes().size());
        try (LeaseFile lease = new Prepass(graph, run).resolve(options)) {
            List<Node> pending =
                    graph.nodes().stream().filter(node -> !node.isResolved()).toList();
            if (options.dryRun()) {
                pending.forEach(node -> run.finished(RealizeEvent.Kind.WOULD_BUILD, node));
            } else if (!pending.isEmpty()) {
                new Scheduler(new Maker(means, options, run, lease), run, options.keepGoing())
                        .realize(pending, options.jobs() == 0 ? defaultJobs : options.jobs());
            }
            return result(closure, graph, options.dryRun());
        }
    }

    /** See {@link org.luarium.store.Store#step}. */
    public StepsRun step(Closure<?> closure, Set<Ref.DRef> pauseAt, RealizeOptions options) {
        Graph graph = Graph.of(closure, options);
        Run run = new Run(options.listener(), graph.nodes().size());
        LeaseFile lease = LeaseFile.create(means.disk());
        StepsRun steps = new StepsRun(closure, graph, pauseAt, new Maker(means, options, run, lease), run, lease);
        try {
            steps.begin();
            return steps;
        } catch (RuntimeException e) {
            steps.close();
            throw e;
        }
    }

    static <R> Realized<R> result(Closure<R> closure, Graph graph, boolean dryRun) {
        Map<Ref.DRef, List<Realization>> chosen = new LinkedHashMap<>();
        List<Ref.DRef> built = new ArrayList<>();
        Map<Ref.DRef, Realized.Failure> failures = new LinkedHashMap<>();
        for (Node node : graph.nodes()) {
            if (node.isResolved()) {
                chosen.put(node.dref(), node.chosen());
            }
            if (node.isBuilt() || (dryRun && !node.isResolved())) {
                built.add(node.dref());
            }
            node.failure().ifPresent(failure -> failures.put(node.dref(), failure));
        }
        return new Realized<>(closure.result(), closure.targets(), chosen, built, failures);
    }

    /** Resolves whatever needs no work, in the thread of the caller: mostly, that is everything. */
    private final class Prepass {
        private final Graph graph;
        private final Run run;

        Prepass(Graph graph, Run run) {
            this.graph = graph;
            this.run = run;
        }

        /** Returns a lease on what was found, if anything is left to do. */
        LeaseFile resolve(RealizeOptions options) {
            Disk disk = means.disk();
            LeaseFile lease = LeaseFile.create(disk);
            try (Held sharing = disk.share()) {
                requireNonNull(sharing, "sharing");
                disk.refresh();
                boolean complete = true;
                for (Node node : graph.nodes()) {
                    run.check();
                    if (!node.isForced() && node.isReady()) {
                        Optional<List<Realization>> match = Match.of(disk, node);
                        match.ifPresent(node::choose);
                    }
                    if (node.isResolved()) {
                        run.finished(RealizeEvent.Kind.REUSED, node);
                    } else if (node.isAsserted()) {
                        throw new NotRealizedException(
                                node.dref(), node.isReady() ? "in this context" : "and neither is what it depends on");
                    } else {
                        complete = false;
                    }
                }
                if (!complete && !options.dryRun()) {
                    graph.nodes().stream().filter(Node::isResolved).forEach(node -> lease.add(node.refs()));
                }
                return lease;
            } catch (RuntimeException e) {
                lease.close();
                throw e;
            }
        }
    }
}
