// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.version;

import java.util.List;
import java.util.Random;

/** Versions and constraints as they are found in repositories, and stranger ones. */
final class Versions {
    private static final List<String> WORDS =
            List.of("dev", "scm", "cvs", "rc", "pre", "beta", "alpha", "a", "b", "RC", "v", "devel", "git");
    private static final List<String> OPERATORS =
            List.of("", "=", "==", "~=", "!=", "<", "<=", ">", ">=", "~>", "@>=", "@");
    private static final List<String> SEPARATORS = List.of("", ".", "-", "_", ".");

    private final Random random;

    Versions(Random random) {
        this.random = random;
    }

    String version() {
        StringBuilder text = new StringBuilder();
        int parts = 1 + random.nextInt(4);
        for (int i = 0; i < parts; i++) {
            if (random.nextInt(6) == 0) {
                text.append(pick(WORDS)).append(pick(SEPARATORS));
            }
            text.append(number());
            text.append(i + 1 < parts ? "." : random.nextInt(8) == 0 ? pick(SEPARATORS) + pick(WORDS) : "");
        }
        return random.nextInt(3) > 0 ? text + "-" + (1 + random.nextInt(2)) : text.toString();
    }

    /** A version that has much in common with another. */
    String near(String other) {
        return switch (random.nextInt(6)) {
            case 0 -> other;
            case 1 -> other.replaceFirst("-[0-9]+$", "");
            case 2 -> other.replaceFirst("-[0-9]+$", "") + "-" + random.nextInt(3);
            case 3 -> other.replaceFirst("-[0-9]+$", "") + ".0";
            case 4 -> other.replaceFirst("[0-9]", String.valueOf(random.nextInt(10)));
            default -> version();
        };
    }

    String constraints(String version) {
        StringBuilder text = new StringBuilder();
        int count = random.nextInt(3);
        for (int i = 0; i < count; i++) {
            text.append(i > 0 ? ", " : "").append(pick(OPERATORS)).append(' ').append(near(version));
        }
        return text.toString();
    }

    private String number() {
        return switch (random.nextInt(12)) {
            case 0 -> "0";
            case 1 -> "0" + random.nextInt(3);
            case 2 -> String.valueOf(20_000_000 + random.nextInt(400_000));
            default -> String.valueOf(random.nextInt(4));
        };
    }

    private String pick(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }
}
