// SPDX-License-Identifier: Apache-2.0
package org.luarium.examples.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.luarium.store.Closure;
import org.luarium.store.PromiseBrokenException;
import org.luarium.store.Realization;
import org.luarium.store.RealizeOptions;
import org.luarium.store.Realized;
import org.luarium.store.Ref;
import org.luarium.store.Steps;
import org.luarium.store.Store;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Walks through the experiment step by step, trains one model by hand, and gives up. In the shell: {@code experiment:walk}. */
@Component(
        service = Walk.class,
        property = {"osgi.command.scope=experiment", "osgi.command.function=walk"})
public final class Walk {
    private static final int SHOWN_DIGITS = 8;

    private final Store store;
    private final ExperimentStage stage;

    @Activate
    public Walk(@Reference Store store, @Reference ExperimentStage stage) {
        this.store = store;
        this.stage = stage;
    }

    /** Walks, and returns what there was to see. */
    public String walk() throws IOException {
        List<String> seen = new ArrayList<>();
        Closure<Experiment> closure = store.instantiate(stage);
        Experiment experiment = closure.result();
        Set<Ref.DRef> pauses = Set.of(experiment.model(), experiment.report());

        try (Steps steps = store.step(closure, pauses, RealizeOptions.defaults())) {
            look(steps, seen);

            Path out = steps.build().out();
            Files.writeString(out.resolve(Training.MODEL), "2.0 3.0\n");
            seen.add("a model is drawn by hand: " + attempt(steps));
            Files.writeString(out.resolve(Training.SCORE), "0.0\n");
            seen.add("now with its score: " + attempt(steps));

            look(steps, seen);
        }
        seen.add("given up; what was finished stays:");
        for (Ref.DRef dref : closure.derivations()) {
            List<Realization> all = store.realizations(dref);
            all.forEach(one ->
                    seen.add("  " + shown(one.ref()) + " " + one.provenance().origin()));
            if (all.isEmpty()) {
                seen.add("  nothing of " + shown(dref));
            }
        }

        Realized<Experiment> realized = store.realize(closure);
        seen.add("realized without a pause, built: "
                + realized.built().stream().map(Walk::shown).toList());
        Path report = realized.one(experiment.report()).path().resolve(ExperimentStage.REPORT);
        seen.add(Files.readString(report).strip());
        return String.join("\n", seen);
    }

    private static String attempt(Steps steps) {
        try {
            return steps.continueBuild().map(next -> "taken").orElse("taken, and this was the last");
        } catch (PromiseBrokenException e) {
            return "refused, without " + e.missing();
        }
    }

    private static void look(Steps steps, List<String> seen) {
        steps.paused().ifPresent(dref -> seen.add("waiting before " + shown(dref) + ", which would be made of"));
        steps.context().values().forEach(all -> all.forEach(one -> seen.add("  " + shown(one.ref()))));
    }

    /** A reference with as much of its first digest as people read. */
    private static String shown(Ref ref) {
        return ref.toString().substring(0, "dref:".length() + SHOWN_DIGITS) + "…-" + ref.name();
    }
}
