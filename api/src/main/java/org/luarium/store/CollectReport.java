// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a collection did, or would do.
 *
 * @param removed size in bytes by realization, in the order of removal
 * @param derivations removed ones, of which nothing is left
 * @param kept how many realizations stay
 * @param foreign what is in the folder of the store and does not belong there; it is left alone
 * @param pause for how long nobody else could add to the store; files were deleted after that
 */
public record CollectReport(
        Map<Ref.RRef, Long> removed, List<Ref.DRef> derivations, int kept, List<Path> foreign, Duration pause) {
    /**
     * Creates a report.
     *
     * @param removed size in bytes by realization, in the order of removal
     * @param derivations removed ones, of which nothing is left
     * @param kept how many realizations stay
     * @param foreign what is in the folder of the store and does not belong there; it is left alone
     * @param pause for how long nobody else could add to the store; files were deleted after that
     */
    public CollectReport {
        removed = Collections.unmodifiableMap(new LinkedHashMap<>(removed));
        derivations = List.copyOf(derivations);
        foreign = List.copyOf(foreign);
        requireNonNull(pause, "pause");
    }

    /**
     * How much it frees.
     *
     * @return bytes
     */
    public long bytes() {
        return removed.values().stream().mapToLong(Long::longValue).sum();
    }
}
