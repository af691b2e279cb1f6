// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.luarium.packages.Dependency;
import org.luarium.packages.Environment;
import org.luarium.packages.InstalledRock;
import org.luarium.packages.RockName;

/**
 * Which rocks of an environment need which.
 *
 * @param environment its name
 * @param dialect the Lua it is for
 * @param nodes from the top to the bottom
 */
public record PackageTree(String environment, String dialect, List<Node> nodes) {
    private static final String BRANCH = "+- ";
    private static final String LAST_BRANCH = "`- ";
    private static final String PAST = "|  ";
    private static final String PAST_LAST = "   ";

    public PackageTree {
        nodes = List.copyOf(nodes);
    }

    /**
     * A place in the tree.
     *
     * @param wish what asks for the rock: a rock above it, or whoever made the environment
     * @param depth 0 for what was requested
     * @param lead what is drawn before it
     * @param repeated whether what it needs is shown at another place above
     */
    record Node(InstalledRock rock, Optional<Dependency> wish, int depth, String lead, boolean repeated) {}

    /** A node to come, with what is drawn before those below it. */
    private record Open(InstalledRock rock, Optional<Dependency> wish, int depth, String before, boolean last) {
        String lead() {
            return depth == 0 ? "" : before + (last ? LAST_BRANCH : BRANCH);
        }

        String below() {
            return depth == 0 ? "" : before + (last ? PAST_LAST : PAST);
        }
    }

    /** What is needed in several places is shown in full at the first only, so that the tree is as large as the environment, whatever needs what. */
    public static PackageTree of(Environment environment) {
        Map<RockName, InstalledRock> rocks = new HashMap<>();
        environment.rocks().forEach(rock -> rocks.put(rock.name(), rock));
        Map<RockName, Dependency> requests = new HashMap<>();
        environment.requests().forEach(request -> requests.put(request.name(), request));
        Deque<Open> open = new ArrayDeque<>();
        for (InstalledRock rock : environment.rocks()) {
            if (rock.requested()) {
                open.add(new Open(rock, Optional.ofNullable(requests.get(rock.name())), 0, "", false));
            }
        }
        List<Node> nodes = new ArrayList<>();
        Set<RockName> shown = new HashSet<>();
        while (!open.isEmpty()) {
            Open next = open.pop();
            List<Dependency> needs = next.rock().dependencies().stream()
                    .filter(dependency -> rocks.containsKey(dependency.name()))
                    .toList();
            boolean repeated = !shown.add(next.rock().name()) && !needs.isEmpty();
            nodes.add(new Node(next.rock(), next.wish(), next.depth(), next.lead(), repeated));
            for (int i = repeated ? -1 : needs.size() - 1; i >= 0; i--) {
                InstalledRock rock = rocks.get(needs.get(i).name());
                if (rock != null) {
                    open.push(new Open(
                            rock, Optional.of(needs.get(i)), next.depth() + 1, next.below(), i == needs.size() - 1));
                }
            }
        }
        return new PackageTree(environment.name(), environment.dialect(), nodes);
    }
}
