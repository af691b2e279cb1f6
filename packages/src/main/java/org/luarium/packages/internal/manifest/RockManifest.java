// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.manifest;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.luarium.packages.InvalidManifestException;

/** The list of its files that a rock has in it, with their MD5 sums. */
public final class RockManifest {
    private static final Limits LIMITS = new Limits(16L << 20, 64, 200_000, 4096);
    private static final String NAME = "rock_manifest";

    private RockManifest() {}

    /**
     * Reads it.
     *
     * @return sums by path; none, if the file has no list in it
     * @throws InvalidManifestException if it has anything but data, or exceeds the limits
     */
    public static SortedMap<String, String> read(InputStream stream) throws IOException {
        Lexer lexer = new Lexer(new Input(stream, LIMITS.bytes()), LIMITS.text());
        Files files = new Files();
        new Parser(lexer, LIMITS, files).parse();
        return files.sums;
    }

    private static final class Files implements Listener {
        private final SortedMap<String, String> sums = new TreeMap<>();
        private final Deque<String> folders = new ArrayDeque<>();

        @Override
        public boolean open(@Nullable String key) {
            if (folders.isEmpty()) {
                if (!NAME.equals(key)) {
                    return false;
                }
                folders.push("");
            } else {
                folders.push(folders.peek() + key + "/");
            }
            return true;
        }

        @Override
        public void close() {
            folders.pop();
        }

        @Override
        public void string(@Nullable String key, String value) {
            if (!folders.isEmpty()) {
                sums.put(folders.peek() + key, value);
            }
        }
    }
}
