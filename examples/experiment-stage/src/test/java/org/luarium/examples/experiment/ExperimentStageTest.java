// SPDX-License-Identifier: Apache-2.0
package org.luarium.examples.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.store.Closure;
import org.luarium.store.Realization;
import org.luarium.store.RealizeOptions;
import org.luarium.store.Realized;
import org.luarium.store.internal.Settings;
import org.luarium.store.internal.StoreImpl;

class ExperimentStageTest {
    private static final long FAIR = 0;
    private static final long POOR = 1;
    private static final long GOOD = 10;

    @TempDir
    private Path folder;

    private StoreImpl store;
    private Closure<Experiment> closure;
    private Experiment experiment;

    @BeforeEach
    void open() {
        store = new StoreImpl(folder.resolve("store"), Settings.defaults());
        closure = store.instantiate(new ExperimentStage(store));
        experiment = closure.result();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Realized<Experiment> train(long seed) {
        return store.realize(
                closure,
                RealizeOptions.builder()
                        .force(List.of(experiment.model()))
                        .arguments(experiment.model(), Map.of(Training.SEED, seed))
                        .build());
    }

    private static double score(Realization model) {
        try {
            return Double.parseDouble(
                    Files.readString(model.path().resolve(Training.SCORE)).strip());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String report(Realization report) throws IOException {
        return Files.readString(report.path().resolve(ExperimentStage.REPORT));
    }

    @Test
    void theReportIsMadeAnewOnlyWhenAnotherModelWins() throws Exception {
        Realized<Experiment> fair = train(FAIR);
        Realized<Experiment> poor = train(POOR);
        Realized<Experiment> good = train(GOOD);

        assertThat(fair.built()).containsExactly(experiment.data(), experiment.model(), experiment.report());
        assertThat(poor.built()).as("a model, and no report").containsExactly(experiment.model());
        assertThat(good.built()).containsExactly(experiment.model(), experiment.report());
        assertThat(poor.one(experiment.model())).isEqualTo(fair.one(experiment.model()));
        assertThat(poor.one(experiment.report())).isEqualTo(fair.one(experiment.report()));
        assertThat(score(good.one(experiment.model()))).isGreaterThan(score(fair.one(experiment.model())));
        assertThat(report(fair.one(experiment.report()))).contains("off by 0.362");
        assertThat(report(good.one(experiment.report()))).contains("off by 0.152");
    }

    @Test
    void everyModelAndEveryReportStaysInTheStore() throws Exception {
        Realized<Experiment> fair = train(FAIR);
        train(POOR);
        Realized<Experiment> good = train(GOOD);

        List<Realization> models = store.realizations(experiment.model());
        assertThat(models).hasSize(3);
        assertThat(models.stream().map(ExperimentStageTest::score)).doesNotHaveDuplicates();
        assertThat(models)
                .allSatisfy(model -> assertThat(store.find(model.ref())).contains(model));
        assertThat(store.realizations(experiment.report())).hasSize(2);
        Realization old = store.find(fair.one(experiment.report()).ref()).orElseThrow();
        assertThat(report(old)).isNotEqualTo(report(good.one(experiment.report())));
        assertThat(old.dependencies().get(experiment.model()))
                .containsExactly(fair.one(experiment.model()).ref());
    }

    @Test
    void withoutForceNothingRunsAndTheWinnerStays() {
        Realization winner = train(GOOD).one(experiment.model());

        Realized<Experiment> again = store.realize(closure);

        assertThat(again.built()).isEmpty();
        assertThat(again.one(experiment.model())).isEqualTo(winner);
    }

    @Test
    void theSameSeedGivesTheSameModel() {
        train(GOOD);
        train(GOOD);

        assertThat(store.realizations(experiment.model())).hasSize(1);
    }

    @Test
    void aWalkShowsWhatTheReadmeSays() throws Exception {
        String walk = new Walk(store, new ExperimentStage(store)).walk();

        assertThat(Path.of("README.md")).content().contains("\n" + walk + "\n");
    }

    @Test
    void aSecondWalkFindsWhatTheFirstHasLeft() throws Exception {
        Walk walk = new Walk(store, new ExperimentStage(store));
        walk.walk();

        assertThat(walk.walk()).contains("realized without a pause, built: []");
        assertThat(store.root().resolve("tmp")).isEmptyDirectory();
    }
}
