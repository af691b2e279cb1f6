// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.realize;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.luarium.store.Build;
import org.luarium.store.Closure;
import org.luarium.store.InvalidPlanException;
import org.luarium.store.ObjectNotFoundException;
import org.luarium.store.Realization;
import org.luarium.store.RealizeEvent;
import org.luarium.store.Realized;
import org.luarium.store.Ref;
import org.luarium.store.Steps;
import org.luarium.store.StoreAccessException;
import org.luarium.store.internal.disk.Staging;
import org.luarium.store.internal.lease.LeaseFile;
import org.luarium.store.internal.tree.Trees;

/** A realization that pauses. No lock is held while it waits; what it has chosen is leased. */
public final class StepsRun implements Steps {
    private final Closure<?> closure;
    private final Graph graph;
    private final Set<Ref.DRef> pauseAt;
    private final Maker maker;
    private final Run run;
    private final LeaseFile lease;
    private int position = -1; // guarded by this
    private @Nullable BuildFolder build; // guarded by this
    private boolean closed; // guarded by this

    StepsRun(Closure<?> closure, Graph graph, Set<Ref.DRef> pauseAt, Maker maker, Run run, LeaseFile lease) {
        this.closure = closure;
        this.graph = graph;
        this.pauseAt = Set.copyOf(pauseAt);
        this.maker = maker;
        this.run = run;
        this.lease = lease;
        if (pauseAt.isEmpty()) {
            throw new InvalidPlanException("name at least one derivation to wait at");
        }
        for (Ref.DRef dref : pauseAt) {
            if (graph.find(dref).isEmpty()) {
                throw new InvalidPlanException("cannot wait at " + dref + ": the targets do not need it");
            }
        }
    }

    synchronized void begin() {
        Optional<Ref.DRef> unused = advance();
    }

    /** Goes on to the next pause, or the end. */
    private Optional<Ref.DRef> advance() {
        discardBuild();
        List<Node> nodes = graph.nodes();
        for (position++; position < nodes.size(); position++) {
            Node node = nodes.get(position);
            if (pauseAt.contains(node.dref())) {
                return Optional.of(node.dref());
            }
            try {
                maker.make(node);
            } catch (RuntimeException e) {
                position--;
                throw e;
            }
        }
        lease.close();
        return Optional.empty();
    }

    @Override
    public synchronized Optional<Ref.DRef> paused() {
        return position < graph.nodes().size() && !closed
                ? Optional.of(graph.nodes().get(position).dref())
                : Optional.empty();
    }

    private Node waiting() {
        if (closed) {
            throw new IllegalStateException("this realization was given up");
        }
        if (position >= graph.nodes().size()) {
            throw new IllegalStateException("this realization has come to its end; see result()");
        }
        return graph.nodes().get(position);
    }

    @Override
    public synchronized Map<Ref.DRef, List<Realization>> context() {
        return waiting().context();
    }

    @Override
    public synchronized Build build() {
        Node node = waiting();
        BuildFolder open = build;
        if (open == null) {
            open = maker.open(node);
            build = open;
        }
        return open;
    }

    @Override
    public synchronized Optional<Ref.DRef> next() {
        Node node = waiting();
        discardBuild();
        maker.make(node);
        return advance();
    }

    @Override
    public synchronized Optional<Ref.DRef> continueBuild() {
        Node node = waiting();
        BuildFolder open = build;
        if (open == null) {
            throw new IllegalStateException("nothing was built for " + node.dref() + "; write to build() first");
        }
        maker.take(node, open, open.outputs());
        return advance();
    }

    @Override
    public synchronized Optional<Ref.DRef> continueWithFolders(List<Path> outputs) {
        Node node = waiting();
        discardBuild();
        try (BuildFolder folder = maker.open(node)) {
            List<Staging> copies = new ArrayList<>();
            if (!outputs.isEmpty()) {
                List<Path> targets = folder.outs(outputs.size());
                for (int i = 0; i < outputs.size(); i++) {
                    Files.delete(targets.get(i));
                    Trees.copyWritable(outputs.get(i), targets.get(i));
                    copies.add(folder.outputs().get(i));
                }
            }
            maker.take(node, folder, copies);
        } catch (IOException e) {
            throw new StoreAccessException(outputs.get(0), "it cannot be copied: " + e, e);
        }
        return advance();
    }

    @Override
    public synchronized Optional<Ref.DRef> continueWith(List<Ref.RRef> realizations) {
        Node node = waiting();
        if (realizations.isEmpty()) {
            throw new ObjectNotFoundException("a realization of " + node.dref() + " to go on with");
        }
        node.choose(maker.lease(node, realizations));
        run.finished(RealizeEvent.Kind.REUSED, node);
        return advance();
    }

    @Override
    public synchronized Realized<?> result() {
        if (position < graph.nodes().size()) {
            throw new IllegalStateException("this realization has not come to its end");
        }
        return Realizing.result(closure, graph, false);
    }

    @Override
    public synchronized void close() {
        if (!closed && position < graph.nodes().size()) {
            closed = true;
            run.cancel();
            discardBuild();
            lease.close();
        }
    }

    private void discardBuild() {
        BuildFolder open = build;
        if (open != null) {
            build = null;
            open.close();
        }
    }
}
