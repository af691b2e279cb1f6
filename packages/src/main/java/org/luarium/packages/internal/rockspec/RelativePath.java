// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.rockspec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Paths that strangers wrote. */
public final class RelativePath {
    private static final int LONGEST = 1000;

    private RelativePath() {}

    /** The path without superfluous parts; empty if it could lead out of the folder that it is meant for, or is none. */
    public static Optional<String> of(String text) {
        if (text.isEmpty() || text.length() > LONGEST || text.startsWith("/")) {
            return Optional.empty();
        }
        List<String> parts = new ArrayList<>();
        for (String part : text.split("/", -1)) {
            if (part.equals("..") || part.chars().anyMatch(RelativePath::isBad)) {
                return Optional.empty();
            }
            if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return parts.isEmpty() ? Optional.empty() : Optional.of(String.join("/", parts));
    }

    private static boolean isBad(int c) {
        return c < ' ' || c == 0x7f || c == '\\' || c == ':';
    }
}
