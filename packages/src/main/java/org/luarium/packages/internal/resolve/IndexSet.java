// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.resolve;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A set of small numbers, immutable. Kept as ranges: versions that a constraint accepts are neighbours nearly always,
 * so that a set out of 100,000 versions takes a few bytes and a comparison a few steps.
 */
final class IndexSet {
    static final IndexSet EMPTY = new IndexSet(new int[0]);

    /** Start and end of each range in turn, rising; ends are not in the set. */
    private final int[] bounds;

    private IndexSet(int[] bounds) {
        this.bounds = bounds;
    }

    static IndexSet range(int start, int end) {
        return start == end ? EMPTY : new IndexSet(new int[] {start, end});
    }

    static IndexSet matching(int size, IntPredicate predicate) {
        int[] bounds = new int[size + 1];
        int count = 0;
        boolean inside = false;
        for (int i = 0; i <= size; i++) {
            if ((i < size && predicate.test(i)) != inside) {
                bounds[count++] = i;
                inside = !inside;
            }
        }
        return new IndexSet(Arrays.copyOf(bounds, count));
    }

    boolean isEmpty() {
        return bounds.length == 0;
    }

    boolean isSingle() {
        return bounds.length == 2 && bounds[1] - bounds[0] == 1;
    }

    int size() {
        int size = 0;
        for (int i = 0; i < bounds.length; i += 2) {
            size += bounds[i + 1] - bounds[i];
        }
        return size;
    }

    int first() {
        return bounds[0];
    }

    int last() {
        return bounds[bounds.length - 1] - 1;
    }

    boolean contains(int index) {
        int at = Arrays.binarySearch(bounds, index);
        return at >= 0 ? at % 2 == 0 : (-at - 1) % 2 == 1;
    }

    boolean isWithin(IndexSet other) {
        return and(other).equals(this);
    }

    boolean intersects(IndexSet other) {
        int i = 0;
        int j = 0;
        while (i < bounds.length && j < other.bounds.length) {
            if (bounds[i + 1] <= other.bounds[j]) {
                i += 2;
            } else if (other.bounds[j + 1] <= bounds[i]) {
                j += 2;
            } else {
                return true;
            }
        }
        return false;
    }

    IndexSet and(IndexSet other) {
        return combine(other, 2);
    }

    IndexSet or(IndexSet other) {
        return combine(other, 1);
    }

    /** What is in at least so many of both. */
    private IndexSet combine(IndexSet other, int needed) {
        int[] result = new int[bounds.length + other.bounds.length];
        int count = 0;
        int i = 0;
        int j = 0;
        boolean inside = false;
        while (i < bounds.length || j < other.bounds.length) {
            int here = i < bounds.length ? bounds[i] : Integer.MAX_VALUE;
            int there = j < other.bounds.length ? other.bounds[j] : Integer.MAX_VALUE;
            int at = Math.min(here, there);
            i += here == at ? 1 : 0;
            j += there == at ? 1 : 0;
            if ((i % 2 + j % 2 >= needed) != inside) {
                result[count++] = at;
                inside = !inside;
            }
        }
        return new IndexSet(Arrays.copyOf(result, count));
    }

    /** All others below a size. */
    IndexSet not(int size) {
        int[] result = new int[bounds.length + 2];
        int count = 0;
        if (isEmpty() || bounds[0] > 0) {
            result[count++] = 0;
        }
        for (int bound : bounds) {
            if (bound > 0 && bound < size) {
                result[count++] = bound;
            }
        }
        if (count % 2 == 1) {
            result[count++] = size;
        }
        return new IndexSet(Arrays.copyOf(result, count));
    }

    /** Sets without gaps, rising. */
    Stream<IndexSet> ranges() {
        return IntStream.range(0, bounds.length / 2).mapToObj(i -> range(bounds[2 * i], bounds[2 * i + 1]));
    }

    IntStream stream() {
        return IntStream.range(0, bounds.length / 2).flatMap(i -> IntStream.range(bounds[2 * i], bounds[2 * i + 1]));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IndexSet set && Arrays.equals(bounds, set.bounds);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bounds);
    }

    @Override
    public String toString() {
        return stream().boxed().toList().toString();
    }
}
