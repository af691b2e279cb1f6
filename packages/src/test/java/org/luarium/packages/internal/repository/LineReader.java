// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.repository;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.luarium.packages.InvalidManifestException;

/** Stands in for the reader of manifests: lines of name, version and artifact, the last of which is "end". */
final class LineReader implements ManifestReader {
    @Override
    public void read(InputStream in, Found found) throws IOException {
        List<String> lines = new String(in.readAllBytes(), UTF_8).lines().toList();
        if (lines.isEmpty() || !lines.get(lines.size() - 1).equals("end")) {
            throw new InvalidManifestException(lines.size() + 1, 1, "it has no end");
        }
        for (String line : lines.subList(0, lines.size() - 1)) {
            List<String> words = List.of(line.split(" ", -1));
            found.artifact(words.get(0), words.get(1), words.get(2));
        }
    }
}
