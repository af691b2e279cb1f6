// SPDX-License-Identifier: Apache-2.0
package org.luarium.examples.experiment;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.luarium.store.Build;
import org.luarium.store.Config;
import org.luarium.store.Matcher;
import org.luarium.store.Plan;
import org.luarium.store.Realizer;
import org.luarium.store.Ref;
import org.luarium.store.RefPath;
import org.luarium.store.SelfPath;
import org.luarium.store.Stage;
import org.luarium.store.Stages;
import org.luarium.store.Store;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** An experiment whose results differ from run to run, and a report about the best of them. In the shell: {@code store:realize experiment}. */
@Component(
        service = {Stage.class, ExperimentStage.class},
        property = "luarium.stage=experiment")
public final class ExperimentStage implements Stage<Experiment> {
    static final String REPORT = "report.txt";

    /** Of the line 2 x + 3. */
    private static final String POINTS = "0 3\n1 5\n2 7\n3 9\n";

    private final Stages stages;

    @Activate
    public ExperimentStage(@Reference Store store) {
        stages = store.stages();
    }

    @Override
    public Experiment define(Plan plan) {
        Ref.DRef data = plan.use(stages.file("points", POINTS.getBytes(UTF_8)));
        Ref.DRef model = plan.derive(
                Config.builder("model")
                        .set("data", RefPath.of(data, "points"))
                        .set("tries", 100)
                        .set("out", SelfPath.promise(Training.SCORE))
                        .build(),
                new Training(),
                Matcher.best(Training.SCORE, 1));
        Ref.DRef report = plan.derive(
                Config.builder("report").set("model", model).build(),
                Realizer.of("experiment-report-1", ExperimentStage::report));
        return new Experiment(data, model, report);
    }

    private static void report(Build build) throws IOException {
        Path score = build.path(build.config().get("model", Ref.DRef.class), Training.SCORE);
        double distance = Math.abs(Double.parseDouble(Files.readString(score).strip()));
        Files.writeString(build.out().resolve(REPORT), "The best line so far is off by " + distance + ".\n");
    }
}
