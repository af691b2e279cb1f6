// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.luarium.shell.internal.syntax.Syntax;
import org.luarium.shell.internal.syntax.UsageException;
import org.luarium.shell.internal.view.StageInfo;
import org.luarium.store.Ref;
import org.luarium.store.Stage;

/** Stages by name: those that bundles publish, and those that were typed. Thread-safe. */
public final class StageShelf {
    private static final int MOST_TYPED = 1_000;

    private record Published(String name, int ranking, String bundle, Stage<?> stage) {}

    private record Typed(Ref.DRef dref, Stage<Ref.DRef> stage) {}

    private final List<Published> published = new ArrayList<>(); // guarded by this
    private final Map<String, Typed> typed = new LinkedHashMap<>() { // guarded by this
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Typed> eldest) {
                    return size() > MOST_TYPED;
                }
            };

    /** A bundle publishes a stage. */
    public synchronized void publish(String name, int ranking, String bundle, Stage<?> stage) {
        published.add(new Published(name, ranking, bundle, stage));
        published.sort(Comparator.comparingInt(Published::ranking).reversed());
    }

    /** A bundle takes its stage back. */
    public synchronized void withdraw(Stage<?> stage) {
        published.removeIf(each -> each.stage() == stage);
    }

    /** Keeps a typed stage under the name of its derivation, in place of an older one. */
    public synchronized void keep(Ref.DRef dref, Stage<Ref.DRef> stage) {
        typed.remove(dref.name());
        typed.put(dref.name(), new Typed(dref, stage));
    }

    /** The stage of a name, or of a reference to what a typed stage derives. What was typed goes first. */
    public synchronized Stage<?> get(String word) {
        return stage(word)
                .orElseThrow(() -> new UsageException(
                        "there is no stage '" + Syntax.shortened(word) + "'; store:stages shows those that exist"));
    }

    private @Nullable Typed find(String word) {
        Typed named = typed.get(word);
        return named != null
                ? named
                : typed.values().stream()
                        .filter(each -> word.equals(each.dref().toString())
                                || (word.startsWith("rref:")
                                        && word.endsWith(each.dref().toString().substring("dref:".length()))))
                        .findFirst()
                        .orElse(null);
    }

    private Optional<Stage<?>> stage(String word) {
        Typed mine = find(word);
        if (mine != null) {
            return Optional.of(mine.stage());
        }
        return published.stream()
                .filter(each -> each.name().equals(word))
                .findFirst()
                .map(Published::stage);
    }

    /** All of them, by name. */
    public synchronized List<StageInfo> list() {
        Map<String, StageInfo> infos = new TreeMap<>();
        published.forEach(each -> infos.putIfAbsent(each.name(), new StageInfo(each.name(), each.bundle())));
        typed.keySet().forEach(name -> infos.put(name, new StageInfo(name, "typed")));
        return List.copyOf(infos.values());
    }

    /** A stage that uses others of this shelf, each of which derives one thing. */
    public Stage<Ref.DRef> using(
            Map<String, String> inputs, BiFunction<org.luarium.store.Plan, Map<String, Ref.DRef>, Ref.DRef> body) {
        Map<String, Stage<?>> stages = new LinkedHashMap<>();
        inputs.forEach((key, word) -> stages.put(key, get(word)));
        return plan -> {
            Map<String, Ref.DRef> drefs = new LinkedHashMap<>();
            stages.forEach((key, stage) -> {
                if (!(plan.use(stage) instanceof Ref.DRef dref)) {
                    throw new UsageException(
                            "the stage '" + inputs.get(key) + "' does not give one derivation, so it is no input");
                }
                drefs.put(key, dref);
            });
            return body.apply(plan, drefs);
        };
    }
}
