// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.manifest;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.luarium.packages.InvalidManifestException;
import org.luarium.packages.RockName;
import org.luarium.packages.RockVersion;

/**
 * What a repository has: rocks, their versions, and of each version in what forms ({@code rockspec}, {@code src},
 * {@code all}, or an architecture). Immutable and thread-safe.
 */
public final class Manifest {
    /** Versions are kept as texts: large repositories have hundreds of thousands, of which few are ever asked for. */
    private final Map<RockName, Map<String, Set<String>>> rocks;

    private final List<String> ignored;

    Manifest(Map<RockName, Map<String, Set<String>>> rocks, List<String> ignored) {
        this.rocks = rocks;
        this.ignored = List.copyOf(ignored);
    }

    /**
     * Reads a manifest in one go. What LuaRocks would execute is only read here.
     *
     * @throws InvalidManifestException if it has anything but data, a name twice, no repository, or exceeds the limits
     */
    public static Manifest read(InputStream stream, Limits limits) throws IOException {
        Lexer lexer = new Lexer(new Input(stream, limits.bytes()), limits.text());
        Collector collector = new Collector(lexer);
        new Parser(lexer, limits, collector).parse();
        return collector.manifest();
    }

    public Set<RockName> rocks() {
        return Collections.unmodifiableSet(rocks.keySet());
    }

    /** The versions of a rock and their forms, oldest first; none, if the rock is not there. */
    public SortedMap<RockVersion, Set<String>> versions(RockName rock) {
        SortedMap<RockVersion, Set<String>> versions = new TreeMap<>();
        rocks.getOrDefault(rock, Map.of()).forEach((text, forms) -> versions.put(RockVersion.of(text), forms));
        return versions;
    }

    /** Why names and versions were left out, the first hundred of them; fit to be printed. */
    public List<String> ignored() {
        return ignored;
    }
}
