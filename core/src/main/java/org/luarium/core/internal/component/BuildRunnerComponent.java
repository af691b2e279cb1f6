// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.component;

import java.util.concurrent.CompletableFuture;
import org.luarium.core.internal.build.Builds;
import org.luarium.store.spi.BuildResult;
import org.luarium.store.spi.BuildRunner;
import org.luarium.store.spi.BuildStep;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Runs build steps for the store. */
@Component
public final class BuildRunnerComponent implements BuildRunner {
    private final Builds builds;

    @Activate
    public BuildRunnerComponent(@Reference VmHostComponent component) {
        builds = component.builds();
    }

    @Override
    public BuildResult run(BuildStep step) {
        return builds.run(step);
    }

    @Override
    public CompletableFuture<BuildResult> runAsync(BuildStep step) {
        return builds.runAsync(step);
    }
}
