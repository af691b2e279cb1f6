// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.luarium.shell.internal.syntax.Glob;
import org.luarium.shell.internal.syntax.UsageException;

/** Ids that a command is given, some as patterns. */
final class Ids {
    private Ids() {}

    /**
     * All of them are known before the first is used, so that a mistyped one does nothing.
     *
     * @param known throws what stands against an id
     * @param list the command that shows those that exist
     */
    static Set<String> of(
            List<String> words, UnaryOperator<String> known, Supplier<Stream<String>> existing, String list) {
        Set<String> ids = new LinkedHashSet<>();
        for (String word : words) {
            if (!Glob.isPattern(word)) {
                ids.add(known.apply(word));
                continue;
            }
            List<String> found = existing.get().filter(Glob.of(word)).toList();
            if (found.isEmpty()) {
                throw noMatch(word, list);
            }
            ids.addAll(found);
        }
        return ids;
    }

    static UsageException noMatch(String glob, String list) {
        return new UsageException("no id matches '" + glob + "'; " + list + " shows those that exist");
    }
}
