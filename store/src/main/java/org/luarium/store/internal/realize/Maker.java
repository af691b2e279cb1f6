// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.realize;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.luarium.store.BuildFailedException;
import org.luarium.store.InvalidConfigException;
import org.luarium.store.ObjectNotFoundException;
import org.luarium.store.Provenance;
import org.luarium.store.Realization;
import org.luarium.store.RealizeCancelledException;
import org.luarium.store.RealizeEvent;
import org.luarium.store.RealizeOptions;
import org.luarium.store.Ref;
import org.luarium.store.StoreAccessException;
import org.luarium.store.StoreException;
import org.luarium.store.UnsatisfiedException;
import org.luarium.store.internal.disk.Disk;
import org.luarium.store.internal.disk.Entry;
import org.luarium.store.internal.disk.InterruptedWaitException;
import org.luarium.store.internal.disk.Staging;
import org.luarium.store.internal.lease.LeaseFile;
import org.luarium.store.internal.lock.Held;
import org.luarium.store.internal.lock.LockKey;
import org.luarium.store.internal.lock.LockMode;
import org.luarium.store.internal.record.JournalRecord;
import org.luarium.store.internal.reference.Definition;

/** Realizes one derivation whose dependencies are realized. Only one at a time does so for one derivation, in all processes; the others find what the first has made. */
final class Maker {
    private static final Duration PATIENCE = Duration.ofHours(24);
    private static final int PROBLEM_LENGTH = 2_000;

    private final Means means;
    private final RealizeOptions options;
    private final Run run;
    private final LeaseFile lease;

    Maker(Means means, RealizeOptions options, Run run, LeaseFile lease) {
        this.means = means;
        this.options = options;
        this.run = run;
        this.lease = lease;
    }

    /** What the store lends to those who make. */
    record Means(Disk disk, Programs programs, Substitutes substitutes, InstantSource clock) {}

    /** Reuses, takes over, fetches or builds. */
    void make(Node node) {
        try (Held making = means.disk().acquire(LockKey.ofDigest(node.dref().digest()), LockMode.EXCLUSIVE, PATIENCE)) {
            requireNonNull(making, "making");
            if (!node.isForced()) {
                Optional<RealizeEvent.Kind> found = find(node);
                if (found.isPresent()) {
                    run.finished(found.get(), node);
                    return;
                }
            }
            build(node);
            run.finished(RealizeEvent.Kind.BUILT, node);
        }
    }

    private Optional<RealizeEvent.Kind> find(Node node) {
        Disk disk = means.disk();
        Definition definition = node.definition();
        try (Held sharing = disk.share()) {
            requireNonNull(sharing, "sharing");
            disk.refresh();
            if (choose(node, Match.of(disk, node))) {
                return Optional.of(RealizeEvent.Kind.REUSED);
            }
            List<Entry> adopted = new Adoption(disk, node).adopt(definition);
            lease.add(refs(adopted));
            if (!adopted.isEmpty() && choose(node, Match.of(disk, node))) {
                return Optional.of(RealizeEvent.Kind.ADOPTED);
            }
        }
        return options.substitute() && fetch(node, definition)
                ? Optional.of(RealizeEvent.Kind.SUBSTITUTED)
                : Optional.empty();
    }

    private boolean fetch(Node node, Definition definition) {
        while (!means.substitutes()
                .fetch(definition, node.directContext(), run::isCancelled)
                .isEmpty()) {
            try (Held sharing = means.disk().share()) {
                requireNonNull(sharing, "sharing");
                if (choose(node, Match.of(means.disk(), node))) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean choose(Node node, Optional<List<Realization>> match) {
        match.ifPresent(chosen -> {
            lease.add(chosen.stream().map(Realization::ref).toList());
            node.choose(chosen);
        });
        return match.isPresent();
    }

    private static List<Ref.RRef> refs(Collection<Entry> entries) {
        return entries.stream().map(entry -> entry.ref()).toList();
    }

    private void build(Node node) {
        run.started(node);
        try (BuildFolder folder = open(node)) {
            Instant started = means.clock().instant();
            try {
                node.derivation().realizer().build(folder);
                run.check();
                store(node, folder, folder.outputs(), Provenance.Origin.BUILT, started);
            } catch (Throwable e) {
                throw failed(node, folder, started, e);
            } finally {
                closeLog(folder);
            }
        }
    }

    /** A folder for a build of this derivation. */
    BuildFolder open(Node node) {
        Path log = means.disk().layout().attempts().resolve(node.dref().digest() + "-" + UUID.randomUUID() + ".log");
        return new BuildFolder(
                means.disk(),
                node,
                options.arguments().getOrDefault(node.dref(), Map.of()),
                run::isCancelled,
                (done, work) -> run.progress(node, done, work),
                means.programs(),
                log);
    }

    /** Takes what somebody else has written to the folder of a build. */
    void take(Node node, BuildFolder folder, List<Staging> outputs) {
        Instant now = means.clock().instant();
        try {
            store(node, folder, outputs, Provenance.Origin.SUPPLIED, now);
        } finally {
            closeLog(folder);
        }
        run.finished(RealizeEvent.Kind.BUILT, node);
    }

    /** Realizations that somebody has named for a derivation. */
    List<Realization> lease(Node node, List<Ref.RRef> named) {
        Disk disk = means.disk();
        try (Held sharing = disk.share()) {
            requireNonNull(sharing, "sharing");
            disk.refresh();
            List<Entry> candidates = Match.candidates(disk, node);
            List<Realization> found = new ArrayList<>();
            for (Ref.RRef ref : named) {
                found.add(candidates.stream()
                        .map(Entry::realization)
                        .filter(candidate -> candidate.ref().equals(ref))
                        .findFirst()
                        .orElseThrow(() -> new ObjectNotFoundException(
                                ref + ", as a realization of " + node.dref() + " in this context,")));
            }
            lease.add(named);
            return found;
        }
    }

    private void store(
            Node node, BuildFolder folder, List<Staging> outputs, Provenance.Origin origin, Instant started) {
        Disk disk = means.disk();
        List<Ref.RRef> before = refs(Match.candidates(disk, node));
        List<Entry> entries = new Outputs(disk, node, run::isCancelled)
                .commit(
                        outputs,
                        started,
                        means.clock().instant(),
                        new Provenance(origin, "", folder.confinement()),
                        lease);
        List<Realization> chosen;
        try (Held sharing = disk.share()) {
            requireNonNull(sharing, "sharing");
            chosen = Match.of(disk, node)
                    .orElseThrow(() -> new UnsatisfiedException(
                            node.dref(), node.derivation().matcher().toString(), before, refs(entries)));
            lease.add(chosen.stream().map(Realization::ref).toList());
        }
        node.chooseBuilt(chosen);
        run.warnIfUnmatched(node, refs(entries));
    }

    private StoreException failed(Node node, BuildFolder folder, Instant started, Throwable problem) {
        if (run.isCancelled()
                || problem instanceof InterruptedException
                || problem instanceof InterruptedWaitException) {
            return new RealizeCancelledException("realizing " + node.dref() + " was cancelled");
        }
        Optional<Path> log = folder.buildLog().file();
        StoreException failure = explain(node, problem, log.orElse(null));
        means.disk()
                .failed(new JournalRecord.Failed(
                        node.dref(),
                        started,
                        means.clock().instant(),
                        shorten(String.valueOf(failure.getMessage())),
                        log.map(file -> String.valueOf(file.getFileName())).orElse("")));
        return failure;
    }

    private static StoreException explain(Node node, Throwable problem, @Nullable Path log) {
        if (problem instanceof BuildFailedException failed && failed.dref().equals(node.dref()) && log == null) {
            return failed;
        }
        if (problem instanceof BuildFailedException failed && failed.dref().equals(node.dref())) {
            String prefix = "realizing " + node.dref() + " failed: ";
            String message = String.valueOf(failed.getMessage());
            return new BuildFailedException(
                    node.dref(),
                    message.startsWith(prefix) ? message.substring(prefix.length()) : message,
                    log,
                    failed.getCause() == null ? failed : failed.getCause());
        }
        boolean own = problem instanceof StoreException
                && !(problem instanceof StoreAccessException)
                && !(problem instanceof InvalidConfigException);
        if (own) {
            return (StoreException) problem;
        }
        return new BuildFailedException(node.dref(), describe(problem), log, problem);
    }

    /** What a realizer throws may be a class of its own that fails at anything. */
    private static String describe(Throwable problem) {
        try {
            return problem.toString();
        } catch (RuntimeException | Error e) {
            return problem.getClass().getName();
        }
    }

    private static String shorten(String text) {
        return text.length() <= PROBLEM_LENGTH ? text : text.substring(0, PROBLEM_LENGTH) + "…";
    }

    private static void closeLog(BuildFolder folder) {
        try {
            folder.buildLog().close();
        } catch (IOException e) {
            throw new BuildFailedException(folder.dref(), "its log cannot be written: " + e.getMessage(), null, e);
        }
    }
}
