// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal;

import java.io.IOException;
import java.nio.file.Path;
import org.luarium.core.internal.build.Builds;
import org.luarium.core.internal.confine.JobPlanner;
import org.luarium.core.internal.confine.Sandbox;
import org.luarium.core.internal.confine.Tier;
import org.luarium.core.internal.process.FifoLauncher;
import org.luarium.core.internal.process.Folders;
import org.luarium.core.internal.process.ProcessLauncher;
import org.luarium.core.internal.root.RootStore;
import org.luarium.store.spi.BuildRunner;

/** The runner of build steps that is shipped, without a container. */
final class TestRunner implements AutoCloseable {
    private static final int LONGEST_MILLIS = 720_000;

    private final ProcessLauncher launcher;
    private final Builds builds;

    TestRunner(Path folder) throws IOException {
        Path run = Folders.createPrivate(folder.resolve("run"));
        launcher = new FifoLauncher(Folders.createPrivate(run.resolve("fifo")));
        Sandbox sandbox = new Sandbox(
                launcher,
                true,
                new RootStore(run.resolve("roots")),
                run.resolve("sandbox"),
                Tier.NAMESPACES,
                LONGEST_MILLIS);
        builds = new Builds(launcher, new JobPlanner(sandbox, run.resolve("builds")));
    }

    BuildRunner runner() {
        return builds;
    }

    @Override
    public void close() {
        builds.close();
        launcher.close();
    }
}
