// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.repository;

import java.util.Locale;
import java.util.regex.Pattern;
import org.luarium.packages.RepositoryOptions;

/**
 * What a bundle says of the repository in it, such as {@code Luarium-Repository: rocks;name=laboratory;priority=10}.
 *
 * @param folder in the bundle, without slashes around it
 * @param name of the repository
 * @param priority the higher, the earlier it is asked
 */
public record RepositoryHeader(String folder, String name, int priority) {
    /** The name of the header. */
    public static final String HEADER = "Luarium-Repository";

    private static final Pattern FOLDER =
            Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");
    private static final Pattern PRIORITY = Pattern.compile("-?[0-9]{1,9}");

    /**
     * Reads a header.
     *
     * @param symbolicName of the bundle, which names the repository unless the header does
     * @throws IllegalArgumentException if it says anything else
     */
    public static RepositoryHeader parse(String text, String symbolicName) {
        String[] parts = text.split(";", -1);
        String folder = parts[0].strip().replaceFirst("^/", "").replaceFirst("/$", "");
        if (!FOLDER.matcher(folder).matches()) {
            throw wrong("'" + Printable.of(folder) + "' is no folder of a bundle");
        }
        String name = symbolicName.toLowerCase(Locale.ROOT);
        int priority = 0;
        for (int i = 1; i < parts.length; i++) {
            String[] attribute = parts[i].split(":?=", 2);
            String value = attribute.length < 2 ? "" : attribute[1].strip().replaceFirst("^\"(.*)\"$", "$1");
            switch (attribute[0].strip()) {
                case "name" -> name = value;
                case "priority" -> priority = number(value);
                default -> throw wrong("'" + Printable.of(parts[i]) + "' is no attribute of it");
            }
        }
        return new RepositoryHeader(folder, RepositoryOptions.of(name).name(), priority);
    }

    private static int number(String text) {
        if (!PRIORITY.matcher(text).matches()) {
            throw wrong("'" + Printable.of(text) + "' is no priority");
        }
        return Integer.parseInt(text);
    }

    private static IllegalArgumentException wrong(String problem) {
        return new IllegalArgumentException(
                HEADER + ": " + problem + "; write <folder>;name=<name>;priority=<number>, the latter two if wanted");
    }
}
