// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.luarium.core.internal.confine.JobPlanner;
import org.luarium.core.internal.confine.Sandbox;
import org.luarium.core.internal.confine.Tier;
import org.luarium.core.internal.process.FifoLauncher;
import org.luarium.core.internal.process.Folders;
import org.luarium.core.internal.process.ProcessLauncher;
import org.luarium.core.internal.process.StdioLauncher;
import org.luarium.core.internal.root.RootStore;
import org.luarium.store.spi.BuildResult;
import org.luarium.store.spi.BuildStep;

/** A runner of build steps without a container, with folders for a step. */
final class TestBuilds implements AutoCloseable {
    private final Path files;
    private final ProcessLauncher launcher;
    private final Builds builds;

    TestBuilds(Path folder, Tier best) throws IOException {
        this(folder, best, false);
    }

    TestBuilds(Path folder, Tier best, boolean stdio) throws IOException {
        files = folder;
        Path run = Folders.createPrivate(folder.resolve("run"));
        launcher = stdio ? new StdioLauncher() : new FifoLauncher(Folders.createPrivate(run.resolve("fifo")));
        Sandbox sandbox =
                new Sandbox(launcher, true, new RootStore(run.resolve("roots")), run.resolve("sandbox"), best, 720_000);
        builds = new Builds(launcher, new JobPlanner(sandbox, run.resolve("builds")));
        Files.createDirectories(input());
        Files.createDirectories(output());
    }

    Builds builds() {
        return builds;
    }

    Path input() {
        return files.resolve("input");
    }

    Path output() {
        return files.resolve("output");
    }

    BuildStep.Builder program(String program, String... arguments) {
        return BuildStep.builder("test", Path.of(program), output())
                .arguments(arguments)
                .input(input());
    }

    BuildStep.Builder shell(String script) {
        return program("/bin/sh", "-c", script);
    }

    BuildResult run(String script) {
        return builds.run(shell(script).build());
    }

    @Override
    public void close() {
        builds.close();
        launcher.close();
    }
}
