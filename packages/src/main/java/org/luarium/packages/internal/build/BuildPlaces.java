// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.build;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.luarium.packages.RockBuildException;

/**
 * The folders of a build, which programs of strangers may write to. They may also put links in the place of them, which lead
 * nowhere for a program that is confined, and anywhere for this process, which is not.
 */
final class BuildPlaces {
    private final String rock;
    private final Path scratch;
    private final Path realScratch;
    private final Path out;
    private final Path realOut;

    BuildPlaces(String rock, Path scratch, Path out) throws IOException {
        this.rock = rock;
        this.scratch = scratch;
        this.realScratch = scratch.toRealPath();
        this.out = out;
        this.realOut = out.toRealPath();
    }

    Path scratch() {
        return scratch;
    }

    /** Checks, after programs have run, that folders in the scratch folder are what they were, and that the output is still empty. */
    void check(Path... folders) throws IOException {
        check(out, realOut);
        check(scratch, realScratch);
        for (Path folder : folders) {
            check(folder, realScratch.resolve(scratch.relativize(folder)));
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(out)) {
            for (Path file : files) {
                throw problem(
                        "has written '" + file.getFileName() + "' to the output itself, where it could be a link");
            }
        }
    }

    private void check(Path folder, Path real) throws IOException {
        if (!Files.isDirectory(folder) || !folder.toRealPath().equals(real)) {
            throw problem("has put a link in the place of one of its folders, or removed it");
        }
    }

    private RockBuildException problem(String text) {
        return new RockBuildException(rock, "its build " + text + "; do not trust it", null);
    }
}
