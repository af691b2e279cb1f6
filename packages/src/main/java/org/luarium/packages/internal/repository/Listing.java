// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.repository;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.luarium.packages.RockName;
import org.luarium.packages.RockVersion;
import org.luarium.packages.spi.Release;

/**
 * What a repository offers.
 *
 * @param releases all of them
 * @param remarks what is ignored and why, fit to be printed
 */
record Listing(List<Release> releases, List<String> remarks) {
    static final Listing EMPTY = new Listing(List.of(), List.of());

    Listing {
        releases = List.copyOf(releases);
        remarks = List.copyOf(remarks);
    }

    /** The same thing again is the one that is known already, so that what was derived from that stays. */
    Listing orSame(Listing known) {
        return equals(known) ? known : this;
    }

    /** Collects what is found, in any order. Confined to one thread. */
    static final class Builder {
        private static final int MOST_ARTIFACTS = 2_000_000;
        private static final int MOST_REMARKS = 20;

        private final Map<RockName, Map<RockVersion, Set<String>>> found = new HashMap<>();
        private final List<String> remarks = new ArrayList<>();
        private int artifacts;
        private int ignored;

        void addFile(String file) {
            ArtifactName.parse(file)
                    .ifPresentOrElse(
                            this::add, () -> ignore(file, "it is not named name-version-revision and what it is"));
        }

        void add(ArtifactName artifact) {
            if (artifacts == MOST_ARTIFACTS) {
                ignore(artifact.fileName(), "there are more than " + MOST_ARTIFACTS);
                return;
            }
            boolean added = found.computeIfAbsent(artifact.name(), name -> new HashMap<>(4))
                    .computeIfAbsent(artifact.version(), version -> new HashSet<>(4))
                    .add(artifact.artifact());
            artifacts += added ? 1 : 0;
        }

        void ignore(String what, String why) {
            remark(Printable.of(what) + " is ignored: " + why);
        }

        void remark(String sentence) {
            ignored++;
            if (ignored <= MOST_REMARKS) {
                remarks.add(Printable.of(sentence));
            }
        }

        Listing build() {
            List<Release> releases = new ArrayList<>();
            found.forEach((name, versions) ->
                    versions.forEach((version, kinds) -> releases.add(new Release(name, version, kinds))));
            releases.sort((one, other) -> {
                int order = one.name().compareTo(other.name());
                return order == 0 ? one.version().compareTo(other.version()) : order;
            });
            List<String> all = new ArrayList<>(remarks);
            all.sort(null);
            if (ignored > MOST_REMARKS) {
                all.add((ignored - MOST_REMARKS) + " more are ignored");
            }
            return new Listing(releases, all);
        }
    }
}
