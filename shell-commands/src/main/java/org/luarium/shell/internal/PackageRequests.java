// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.util.List;
import java.util.regex.Pattern;
import org.luarium.packages.Dependency;
import org.luarium.shell.internal.syntax.UsageException;

/** Words that say what to install. */
final class PackageRequests {
    private static final Pattern VERSION = Pattern.compile("[0-9]+(?:[.-][0-9]+)*");

    private PackageRequests() {}

    static List<Dependency> of(List<String> words) {
        return words.stream().map(PackageRequests::request).toList();
    }

    /** Without quotes a version is a word of its own, as Gogo takes {@code >} for a redirection, and could be the name of a rock. */
    private static Dependency request(String word) {
        if (VERSION.matcher(word).matches()) {
            throw new UsageException(
                    "'" + word + "' looks like a version; put it and the name in quotes: 'penlight >= 1.13'");
        }
        return Dependency.of(word);
    }
}
