// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.rockspec;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.luarium.packages.Dependency;
import org.luarium.packages.RockName;
import org.luarium.packages.RockVersion;

/** What a rockspec says, checked. */
public record Rockspec(
        RockName name,
        RockVersion version,
        Description description,
        List<Dependency> dependencies,
        SortedMap<String, ExternalDependency> externalDependencies,
        Source source,
        BuildSpec build) {
    public Rockspec {
        dependencies = List.copyOf(dependencies);
        externalDependencies = Collections.unmodifiableSortedMap(new TreeMap<>(externalDependencies));
    }

    /** Texts for people, of any characters; empty where nothing is said. */
    public record Description(String summary, String detailed, String homepage, String licence) {}

    /** What the system has to bring; empty texts where nothing is said. */
    public record ExternalDependency(String header, String library, String program) {}

    /** Where the sources are; empty texts where nothing is said. The MD5 sum tells what is damaged, and nothing else. */
    public record Source(String url, String file, String dir, String md5) {}

    @Override
    public String toString() {
        return name + " " + version;
    }
}
