// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.List;
import org.luarium.packages.SourceFallback;
import org.luarium.shell.internal.console.SafeText;

/** What was built from its sources although a built rock was to be had, below what it belongs to. */
final class SourceFallbacks {
    private SourceFallbacks() {}

    static String lines(List<SourceFallback> fallbacks) {
        StringBuilder lines = new StringBuilder();
        fallbacks.forEach(fallback -> lines.append('\n').append(SafeText.line(fallback.toString())));
        return lines.toString();
    }

    static List<Object> data(List<SourceFallback> fallbacks) {
        return fallbacks.stream()
                .map(fallback -> View.fields(
                        "package", fallback.name().text(),
                        "version", fallback.version().toString(),
                        "artifact", fallback.artifact(),
                        "reason", fallback.reason()))
                .map(Object.class::cast)
                .toList();
    }
}
