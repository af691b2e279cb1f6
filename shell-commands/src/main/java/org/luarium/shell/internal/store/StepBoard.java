// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.store;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.luarium.shell.internal.console.ProgressLine;
import org.luarium.shell.internal.syntax.Syntax;
import org.luarium.shell.internal.syntax.UsageException;
import org.luarium.shell.internal.view.StepInfo;
import org.luarium.store.Closure;
import org.luarium.store.RealizeOptions;
import org.luarium.store.Realized;
import org.luarium.store.Ref;
import org.luarium.store.Steps;
import org.luarium.store.Store;

/** The one realization that each shell steps through. Thread-safe. */
public final class StepBoard implements AutoCloseable {
    private record Open(String stage, Closure<?> closure, Steps steps, RealizeProgress progress) {}

    private final Map<Object, Open> open = new ConcurrentHashMap<>();

    /**
     * Begins to step.
     *
     * @param shell whose it is
     * @param at names of derivations to wait at, or references; none for all that are needed
     */
    public StepInfo begin(
            Object shell, Store store, String stage, Closure<?> closure, List<String> at, ProgressLine line) {
        Open other = open.get(shell);
        if (other != null) {
            throw new UsageException(
                    "this shell is stepping through " + other.stage() + " already; store:step cancel gives that up");
        }
        Set<Ref.DRef> needed = needed(closure);
        Set<Ref.DRef> pauses = at.isEmpty()
                ? needed
                : at.stream().map(name -> named(name, needed)).collect(Collectors.toSet());
        RealizeProgress progress = new RealizeProgress(line);
        RealizeOptions options = RealizeOptions.builder().listener(progress).build();
        Open begun = new Open(stage, closure, store.step(closure, pauses, options), progress);
        if (open.putIfAbsent(shell, begun) != null) {
            begun.steps().close();
            throw new UsageException("this shell has just begun to step through something else");
        }
        return info(begun);
    }

    /** What the targets depend on, directly or not, and the targets. */
    private static Set<Ref.DRef> needed(Closure<?> closure) {
        Set<Ref.DRef> needed = new LinkedHashSet<>(closure.targets());
        List<Ref.DRef> order = closure.derivations();
        for (int i = order.size() - 1; i >= 0; i--) {
            if (needed.contains(order.get(i))) {
                needed.addAll(closure.plan().derivation(order.get(i)).config().dependencies());
            }
        }
        return needed;
    }

    private static Ref.DRef named(String name, Set<Ref.DRef> needed) {
        List<Ref.DRef> found = needed.stream()
                .filter(dref -> dref.name().equals(name) || dref.toString().equals(name))
                .toList();
        if (found.size() != 1) {
            throw new UsageException(
                    (found.isEmpty() ? "the stage needs no derivation '" : "several derivations are named '")
                            + Syntax.shortened(name) + "'; it needs "
                            + needed.stream().map(Ref.DRef::toString).sorted().collect(Collectors.joining(", ")));
        }
        return found.get(0);
    }

    /** Where the shell is. */
    public StepInfo status(Object shell) {
        return info(get(shell));
    }

    /** A folder for the output of the paused derivation. */
    public Path folder(Object shell) {
        return get(shell).steps().build().out();
    }

    /** Does what would be done without a pause. */
    public StepInfo next(Object shell, ProgressLine line) {
        return step(shell, line, Steps::next);
    }

    /** Takes folders as outputs, or what was written to {@link #folder} where there are none. */
    public StepInfo supply(Object shell, List<Path> folders, ProgressLine line) {
        return step(
                shell, line, steps -> folders.isEmpty() ? steps.continueBuild() : steps.continueWithFolders(folders));
    }

    /** Takes realizations that are there. */
    public StepInfo use(Object shell, List<Ref.RRef> realizations, ProgressLine line) {
        return step(shell, line, steps -> steps.continueWith(realizations));
    }

    /** Gives up. */
    public String cancel(Object shell) {
        Open given = get(shell);
        open.remove(shell);
        given.steps().close();
        return "gave up " + given.stage();
    }

    private StepInfo step(Object shell, ProgressLine line, Function<Steps, Optional<Ref.DRef>> action) {
        Open current = get(shell);
        current.progress().showOn(line);
        try {
            Optional<Ref.DRef> unused = action.apply(current.steps());
        } catch (IllegalStateException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
        StepInfo info = info(current);
        if (info.paused().isEmpty()) {
            open.remove(shell);
            current.steps().close();
        }
        return info;
    }

    private Open get(Object shell) {
        Open current = open.get(shell);
        if (current == null) {
            throw new UsageException("this shell steps through nothing; store:step STAGE begins");
        }
        return current;
    }

    private static StepInfo info(Open current) {
        Optional<Ref.DRef> paused = current.steps().paused();
        if (paused.isPresent()) {
            return new StepInfo(
                    current.stage(),
                    paused,
                    current.closure().plan().derivation(paused.get()).config().toJson(),
                    current.steps().context(),
                    List.of());
        }
        Realized<?> result = current.steps().result();
        return new StepInfo(
                current.stage(),
                Optional.empty(),
                "",
                new LinkedHashMap<>(),
                result.targets().stream()
                        .flatMap(target -> result.all(target).stream())
                        .toList());
    }

    /** Gives up whatever is open. */
    @Override
    public void close() {
        open.values().forEach(each -> each.steps().close());
        open.clear();
    }
}
