// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The test vectors of docs/store.md: they are in one place only. */
public final class DocumentedVectors {
    private static final Path DOCUMENT = Path.of("..", "docs", "store.md");

    private DocumentedVectors() {}

    /** The lines of the block that begins like this. */
    public static List<String> block(String start) throws IOException {
        List<String> block = new ArrayList<>();
        boolean inside = false;
        for (String line : Files.readAllLines(DOCUMENT)) {
            if (line.startsWith("```")) {
                if (inside && !block.isEmpty() && block.get(0).startsWith(start)) {
                    return block;
                }
                inside = !inside;
                block.clear();
            } else if (inside) {
                block.add(line);
            }
        }
        throw new AssertionError("no block of " + DOCUMENT + " begins with " + start);
    }
}
