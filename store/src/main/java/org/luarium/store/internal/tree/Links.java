// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.tree;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where links of a tree lead. */
final class Links {
    private static final Path HERE = Path.of(".");
    private static final Path UP = Path.of("..");

    private Links() {}

    /**
     * Whether a link leads out of the tree. A link on its way may lead elsewhere: one that leads out is found itself, but
     * ".." behind any counts as leading out.
     */
    static boolean escapes(Path top, Path link, Path target) {
        if (target.isAbsolute()) {
            return true;
        }
        Path place = link.getParent();
        for (Path step : target) {
            if (step.equals(UP)) {
                if (place == null || place.equals(top) || Files.isSymbolicLink(place)) {
                    return true;
                }
                place = place.getParent();
            } else if (place != null && !step.equals(HERE) && !step.toString().isEmpty()) {
                place = place.resolve(step);
            }
        }
        return false;
    }
}
