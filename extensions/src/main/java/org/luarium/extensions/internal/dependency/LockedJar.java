// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.dependency;

import java.util.Comparator;

/**
 * A jar of a class path, as it will be every time.
 *
 * @param name coordinates, or {@code file:} and a name for a jar of the descriptor
 * @param sha256 of its content, 64 lower-case hexadecimal digits
 * @param size of its content in bytes
 * @param order where it is on the class path, from 0 on
 */
public record LockedJar(String name, String sha256, long size, int order) implements Comparable<LockedJar> {
    private static final Comparator<LockedJar> BY_NAME =
            Comparator.comparing(LockedJar::name).thenComparingInt(LockedJar::order);

    @Override
    public int compareTo(LockedJar other) {
        return BY_NAME.compare(this, other);
    }
}
