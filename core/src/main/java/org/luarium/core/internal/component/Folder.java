// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.component;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.luarium.core.internal.process.Folders;
import org.luarium.core.internal.process.RunName;
import org.osgi.framework.BundleContext;

/**
 * Where core keeps files: under {@code luarium.home} and {@code luarium.run} where the distribution sets these framework properties, else in the
 * bundle's own storage.
 */
final class Folder {
    private final BundleContext context;

    Folder(BundleContext context) {
        this.context = context;
    }

    /** Interpreters that Luarium brings, shared by all processes of one home. */
    Path engines() {
        return shared("engines");
    }

    /** File systems of isolates, shared by all processes of one home. */
    Path roots() {
        return shared("roots");
    }

    /** What outlives the JVM, shared by all processes of one home. */
    Path keepers() {
        return shared("keepers");
    }

    private Path shared(String name) {
        String home = context.getProperty("luarium.home");
        return home == null
                ? storage().resolve(name)
                : Path.of(home).toAbsolutePath().resolve(name);
    }

    /** A fresh folder for the files of this run; what a dead process left is removed. */
    Path run() throws IOException {
        String run = context.getProperty("luarium.run");
        if (run != null) {
            return Folders.createPrivate(Path.of(run).resolve("isolates").toAbsolutePath());
        }
        Path runs = Folders.createPrivate(storage().resolve("run"));
        RunName own = RunName.own();
        sweep(runs, own);
        return Folders.createPrivate(runs.resolve(own.toString()));
    }

    private Path storage() {
        File file = context.getDataFile("");
        if (file == null) {
            throw new IllegalStateException("this container gives bundles no storage; set the property luarium.home");
        }
        return file.toPath().toAbsolutePath();
    }

    /** Removes what dead runs left; what is not the folder of a run is left alone. No process is ever signalled: those of a dead run died with it. */
    private static void sweep(Path runs, RunName own) throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(runs)) {
            for (Path folder : folders) {
                String name = String.valueOf(folder.getFileName());
                if (RunName.parse(name).map(run -> run.isDead(own)).orElse(false)) {
                    Folders.delete(folder);
                }
            }
        }
    }
}
