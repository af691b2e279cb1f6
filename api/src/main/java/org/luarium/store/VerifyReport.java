// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;

/**
 * What a verification found.
 *
 * @param objects how many were verified
 * @param bytes how much was hashed
 * @param problems everything that is wrong, or was
 * @param foreign what is in the folder of the store and does not belong there; it is left alone
 */
public record VerifyReport(int objects, long bytes, List<Problem> problems, List<Path> foreign) {
    /**
     * Creates a report.
     *
     * @param objects how many were verified
     * @param bytes how much was hashed
     * @param problems everything that is wrong, or was
     * @param foreign what is in the folder of the store and does not belong there; it is left alone
     */
    public VerifyReport {
        problems = List.copyOf(problems);
        foreign = List.copyOf(foreign);
    }

    /**
     * An object that is not what it was.
     *
     * @param ref which one
     * @param text what is wrong
     * @param repaired whether it is right again
     */
    public record Problem(Ref.RRef ref, String text, boolean repaired) {
        /**
         * Creates a description.
         *
         * @param ref which one
         * @param text what is wrong
         * @param repaired whether it is right again
         */
        public Problem {
            requireNonNull(ref, "ref");
            requireNonNull(text, "text");
        }
    }

    /**
     * Whether everything is right now.
     *
     * @return true if there was no problem, or all were repaired
     */
    public boolean isGood() {
        return problems.stream().allMatch(Problem::repaired);
    }
}
