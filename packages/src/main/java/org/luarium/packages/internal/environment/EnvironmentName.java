// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.environment;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.luarium.packages.internal.rockspec.Rockspecs;

/** Names of environments. Each is the name of a folder, so none begins with a dot, and becomes that of a profile. */
public final class EnvironmentName {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}");
    private static final int DIGITS = 32;

    private EnvironmentName() {}

    public static boolean isValid(String name) {
        return NAME.matcher(name).matches();
    }

    public static String check(String name) {
        if (!isValid(name)) {
            String shown = name.length() <= 64 ? name : name.substring(0, 64) + "...";
            throw new IllegalArgumentException("'" + shown.replaceAll("[^ -~]", "?")
                    + "' cannot be an environment; use 1 to 64 of A-Z a-z 0-9 . _ -, no dot first");
        }
        return name;
    }

    /** Profiles have no dots in their names. A name with dots gets a digest in their place, so that no two names meet. */
    static String profile(String name) {
        return name.indexOf('.') < 0
                ? "environment-" + name
                : "dotted-environment-"
                        + Rockspecs.sha256(name.getBytes(StandardCharsets.UTF_8))
                                .substring(0, DIGITS);
    }
}
