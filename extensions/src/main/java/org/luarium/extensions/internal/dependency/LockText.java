// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.dependency;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A lock as text: a line for each jar, in the order of the class path, with its hash, its size and its coordinates. */
final class LockText {
    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) (\\d{1,18}) (\\S+)");

    private LockText() {}

    static String write(List<LockedJar> jars) {
        StringBuilder text = new StringBuilder();
        for (LockedJar jar : jars) {
            text.append(jar.sha256()).append(' ').append(jar.size()).append(' ').append(jar.name());
            text.append('\n');
        }
        return text.toString();
    }

    static List<LockedJar> read(String text) {
        List<LockedJar> jars = new ArrayList<>();
        for (String line : text.lines().toList()) {
            Matcher parts = LINE.matcher(line);
            if (!parts.matches()) {
                throw new IllegalStateException(
                        "a lock has the line " + Coordinates.shown(line) + ", which no lock has; verify the store");
            }
            jars.add(new LockedJar(parts.group(3), parts.group(1), Long.parseLong(parts.group(2)), jars.size()));
        }
        return jars;
    }
}
