// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A document with places that the runner fills in; what stands around them stays. */
record Document(Path file) {
    /** Puts text between the two marks of a place. */
    void fill(String place, String text) throws IOException {
        String begin = "<!-- " + place + ": written by the runner -->";
        String end = "<!-- end of the " + place + " -->";
        String old = Files.readString(file);
        int from = old.indexOf(begin);
        int to = old.indexOf(end);
        if (from < 0 || to < from) {
            throw new IOException(file + " has no place for " + place + ": " + begin + " and " + end);
        }
        Files.writeString(file, old.substring(0, from) + begin + "\n" + text + old.substring(to));
    }
}
