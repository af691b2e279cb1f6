// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import java.util.List;
import java.util.stream.Collectors;

/** No choice of versions meets everything that was asked for. The explanation names both sides of each conflict. */
public final class UnresolvableException extends PackagesException {
    private static final long serialVersionUID = 1L;
    private static final int MOST_SHOWN = 10;

    private final transient List<Dependency> requested;
    private final transient List<String> explanation;

    /**
     * Creates the exception.
     *
     * @param requested what was asked for
     * @param explanation why that cannot be, a sentence each
     */
    public UnresolvableException(List<Dependency> requested, List<String> explanation) {
        super("nothing meets " + summary(requested) + ": " + String.join("; ", explanation), null);
        this.requested = List.copyOf(requested);
        this.explanation = List.copyOf(explanation);
    }

    private static String summary(List<Dependency> requested) {
        String shown =
                requested.stream().limit(MOST_SHOWN).map(Dependency::toString).collect(Collectors.joining(" and "));
        int more = requested.size() - MOST_SHOWN;
        return more > 0 ? shown + " and " + more + " more" : shown;
    }

    /**
     * What was asked for.
     *
     * @return the dependencies as they were given
     */
    public List<Dependency> requested() {
        return requested;
    }

    /**
     * Why that cannot be. All of it together is the reason; without any one of the lines there might be a solution.
     *
     * @return clauses such as "busted 2.3.0-1 needs penlight &gt;= 1.15.0, but you asked for penlight &lt; 1.15"
     */
    public List<String> explanation() {
        return explanation;
    }
}
