// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.resolve;

import java.util.ArrayList;
import java.util.List;

/** How lists of versions are told. */
final class Words {
    private static final int MOST_LISTED = 5;
    private static final int SHORTEST_RANGE = 3;

    private Words() {}

    /** One, two and three. */
    static String list(List<String> items) {
        List<String> shown = new ArrayList<>(items.subList(0, Math.min(items.size(), MOST_LISTED)));
        if (items.size() > MOST_LISTED) {
            shown.add(items.size() - MOST_LISTED + " more");
        }
        String last = shown.remove(shown.size() - 1);
        return shown.isEmpty() ? last : String.join(", ", shown) + " and " + last;
    }

    /** Oldest first, neighbours among all that there are as a range. */
    static String versions(Rock rock, IndexSet versions) {
        List<String> items = new ArrayList<>();
        versions.ranges().forEach(range -> items.addAll(0, range(rock, range)));
        return list(items);
    }

    private static List<String> range(Rock rock, IndexSet range) {
        if (range.size() >= SHORTEST_RANGE) {
            return List.of(rock.version(range.last()) + " to " + rock.version(range.first()));
        }
        List<String> items = new ArrayList<>();
        range.stream().forEach(index -> items.add(0, rock.version(index).toString()));
        return items;
    }
}
