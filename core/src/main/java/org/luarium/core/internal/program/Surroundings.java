// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.program;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luarium.core.internal.cage.Ids;
import org.luarium.core.internal.confine.GivenFolder;
import org.luarium.core.internal.confine.JobPlan;
import org.luarium.core.internal.process.Folders;
import org.luarium.core.internal.process.Trial;
import org.luarium.isolate.ConfinementReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was prepared for a program and has to be undone when it has ended. */
final class Surroundings {
    private static final Logger log = LoggerFactory.getLogger(Surroundings.class);

    private final JobPlan plan;
    private final Collection<Path> writable;
    private final Optional<Trial> trial;

    Surroundings(JobPlan plan, Collection<Path> writable, Optional<Trial> trial) {
        this.plan = plan;
        this.writable = writable;
        this.trial = trial;
    }

    JobPlan plan() {
        return plan;
    }

    ConfinementReport report() {
        return plan.report();
    }

    /** Makes its folders belong to its user, if it has one. */
    void give() throws IOException {
        if (plan.user().isPresent()) {
            int user = plan.user().getAsInt();
            for (Path folder : writable) {
                new GivenFolder(folder).give(new Ids(user, user));
            }
        }
    }

    /** Kills what it has started that did not end with it. */
    void killRest() {
        try {
            if (trial.isPresent()) {
                plan.killRest(trial.get());
            }
        } catch (IOException e) {
            log.debug("nothing of {} is left, its spawner is gone", plan.folder(), e);
        }
    }

    /** Takes its folders back and removes those that were private to it. */
    void takeBack() {
        @Nullable Ids owner = plan.user().isPresent() ? plan.host() : null;
        for (Path folder : writable) {
            takeBack(folder, owner);
        }
        if (!plan.apart()) {
            takeBack(plan.folder(), owner);
        }
        Folders.delete(plan.folder());
    }

    private static void takeBack(Path folder, @Nullable Ids owner) {
        try {
            new GivenFolder(folder).takeBack(owner);
        } catch (java.nio.file.NoSuchFileException e) {
            log.debug("{} was removed by its owner", folder, e);
        } catch (IOException e) {
            log.warn("Folder {} cannot be taken back from its program; remove it", folder, e);
        }
    }
}
