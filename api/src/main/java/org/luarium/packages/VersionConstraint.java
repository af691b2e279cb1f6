// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

/**
 * One condition on a version, such as {@code >= 1.15}.
 *
 * @param operator how a version has to relate
 * @param version to which version
 */
public record VersionConstraint(Operator operator, RockVersion version) {
    /** How a version has to relate to that of a constraint. */
    public enum Operator {
        /** The same: {@code ==}, also written {@code =} or left out. */
        SAME("=="),
        /** Not the same: {@code ~=}, also written {@code !=}. */
        OTHER("~="),
        /** Older: {@code <}. */
        LESS("<"),
        /** Not newer: {@code <=}. */
        AT_MOST("<="),
        /** Newer: {@code >}. */
        GREATER(">"),
        /** Not older: {@code >=}. */
        AT_LEAST(">="),
        /** One of those that the version stands for: {@code ~>}. */
        STARTS_WITH("~>");

        private final String symbol;

        Operator(String symbol) {
            this.symbol = symbol;
        }

        /**
         * How LuaRocks writes it.
         *
         * @return one or two characters
         */
        public String symbol() {
            return symbol;
        }
    }

    /**
     * Whether a version meets it.
     *
     * @param candidate a version
     * @return what LuaRocks says of it
     */
    public boolean accepts(RockVersion candidate) {
        return switch (operator) {
            case SAME -> candidate.isSameAs(version);
            case OTHER -> !candidate.isSameAs(version);
            case LESS -> candidate.isLessThan(version);
            case AT_MOST -> !version.isLessThan(candidate);
            case GREATER -> version.isLessThan(candidate);
            case AT_LEAST -> !candidate.isLessThan(version);
            case STARTS_WITH -> candidate.startsWith(version);
        };
    }

    @Override
    public String toString() {
        return operator.symbol() + " " + version;
    }
}
