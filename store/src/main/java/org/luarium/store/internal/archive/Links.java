// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.archive;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * Follows symbolic links of a tree as the kernel would. Comparing texts is not enough: after {@code a/b/up -> ../..},
 * the link {@code a/b/up/../x} is inside for the text and outside for the kernel.
 */
final class Links {
    private static final int MOST_HOPS = 40;
    /** For all links together; honest ones need a few each. */
    private static final int MOST_STEPS = 5_000_000;

    private final Map<String, Tree.Node> nodes;
    private final Budget budget;
    private int steps;

    Links(Map<String, Tree.Node> nodes, Budget budget) {
        this.nodes = nodes;
        this.budget = budget;
    }

    void check(String link) throws IOException {
        List<String> at = new ArrayList<>(Names.split(link));
        Deque<String> ahead = new ArrayDeque<>();
        follow(at, ahead, link);
        int hops = 1;
        while (!ahead.isEmpty()) {
            step(link);
            String part = ahead.pop();
            if (part.equals("..")) {
                if (at.isEmpty()) {
                    throw new Refusal("'" + Names.shown(link) + "' is a link to outside; do not trust this archive");
                }
                at.remove(at.size() - 1);
                continue;
            }
            at.add(part);
            if (isLink(at)) {
                if (++hops > MOST_HOPS) {
                    throw new Refusal(
                            "'" + Names.shown(link) + "' is a link that leads in a circle or through more than "
                                    + MOST_HOPS + " others; pack it again without");
                }
                follow(at, ahead, String.join("/", at));
            }
        }
    }

    private void follow(List<String> at, Deque<String> ahead, String link) {
        Tree.Node node = nodes.get(link);
        at.remove(at.size() - 1);
        List<String> target = Names.split(node == null || node.target() == null ? "" : node.target());
        for (int i = target.size() - 1; i >= 0; i--) {
            ahead.push(target.get(i));
        }
    }

    private boolean isLink(List<String> path) {
        Tree.Node node = nodes.get(String.join("/", path));
        return node != null && node.target() != null;
    }

    private void step(String link) throws IOException {
        if (++steps > MOST_STEPS) {
            throw new Refusal(
                    "'" + Names.shown(link) + "' and the other links are too entangled; do not trust this archive");
        }
        if (steps % 1024 == 0) {
            budget.poll();
        }
    }
}
