// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.manifest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.luarium.packages.RockName;
import org.luarium.packages.RockSyntaxException;
import org.luarium.packages.RockVersion;

/** Keeps of a manifest what its table {@code repository} says: rock, version, list of what there is, {@code arch}. */
final class Collector implements Listener {
    private static final int REPOSITORY = 1;
    private static final int ROCK = 2;
    private static final int VERSION = 3;
    private static final int ITEM = 4;
    private static final Pattern ARCHITECTURE = Pattern.compile("[a-z0-9_-]{1,40}");
    private static final int MOST_IGNORED = 100;

    private final Lexer lexer;
    private final Map<RockName, Map<String, Set<String>>> rocks = new TreeMap<>();
    private final List<String> ignored = new ArrayList<>();
    private final Map<Set<String>, Set<String>> shared = new HashMap<>();
    private final Set<String> architectures = new TreeSet<>();
    private Map<String, Set<String>> versions = new TreeMap<>();
    private String version = "";
    private boolean found;
    private int depth;

    Collector(Lexer lexer) {
        this.lexer = lexer;
    }

    @Override
    public boolean open(@Nullable String key) {
        boolean wanted = switch (depth + 1) {
            case REPOSITORY -> openRepository(key);
            case ROCK -> openRock(key);
            case VERSION -> openVersion(key);
            case ITEM -> key == null;
            default -> false;
        };
        depth += wanted ? 1 : 0;
        return wanted;
    }

    private boolean openRepository(@Nullable String key) {
        if (!"repository".equals(key)) {
            return false;
        } else if (found) {
            throw lexer.invalid("a second table repository");
        }
        found = true;
        return true;
    }

    private boolean openRock(@Nullable String key) {
        try {
            versions = new TreeMap<>();
            if (rocks.putIfAbsent(new RockName(key == null ? "" : key), versions) != null) {
                throw lexer.invalid("a second rock of this name");
            }
            return true;
        } catch (RockSyntaxException e) {
            return ignore(e);
        }
    }

    private boolean openVersion(@Nullable String key) {
        try {
            version = RockVersion.of(key == null ? "" : key).toString();
            if (versions.containsKey(version)) {
                throw lexer.invalid("a second time this version");
            }
            architectures.clear();
            return true;
        } catch (RockSyntaxException e) {
            return ignore(e);
        }
    }

    /** A repository is not useless for a name that LuaRocks takes and we do not. */
    private boolean ignore(RockSyntaxException problem) {
        if (ignored.size() < MOST_IGNORED) {
            ignored.add(String.valueOf(problem.getMessage()));
        }
        return false;
    }

    @Override
    public void close() {
        if (depth == VERSION) {
            Set<String> all = Set.copyOf(architectures);
            Set<String> known = shared.putIfAbsent(all, all);
            versions.put(version, known == null ? all : known);
        }
        depth--;
    }

    @Override
    public void string(@Nullable String key, String value) {
        if (depth == ITEM && "arch".equals(key) && ARCHITECTURE.matcher(value).matches()) {
            architectures.add(value);
        }
    }

    Manifest manifest() {
        if (!found) {
            throw lexer.invalid("there is no table repository");
        }
        return new Manifest(rocks, ignored);
    }
}
