// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.resolve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.luarium.packages.Dependency;
import org.luarium.packages.RockName;
import org.luarium.packages.RockVersion;

/** A universe in memory that remembers what was read. */
final class FakeUniverse implements Universe {
    final Map<RockName, Map<RockVersion, Reading>> rocks = new TreeMap<>();
    final Map<RockName, List<Exclusion>> excluded = new TreeMap<>();
    final List<String> read = new ArrayList<>();

    FakeUniverse rock(String name, String version, String... dependencies) {
        List<Dependency> needs = Arrays.stream(dependencies).map(Dependency::of).toList();
        return rock(name, version, new Needs(needs));
    }

    FakeUniverse unreadable(String name, String version, String problem) {
        RockVersion of = RockVersion.of(version);
        return rock(name, version, new Exclusion(of, Exclusion.Reason.UNREADABLE, problem));
    }

    private FakeUniverse rock(String name, String version, Reading reading) {
        rocks.computeIfAbsent(new RockName(name), key -> new TreeMap<>()).put(RockVersion.of(version), reading);
        return this;
    }

    FakeUniverse exclude(String name, String version, Exclusion.Reason reason, String detail) {
        excluded.computeIfAbsent(new RockName(name), key -> new ArrayList<>())
                .add(new Exclusion(RockVersion.of(version), reason, detail));
        return this;
    }

    @Override
    public Offer offer(RockName name) {
        return new Offer(
                List.copyOf(rocks.getOrDefault(name, Map.of()).keySet()), excluded.getOrDefault(name, List.of()));
    }

    @Override
    public Reading read(RockName name, RockVersion version) {
        read.add(name + " " + version);
        return rocks.get(name).get(version);
    }
}
