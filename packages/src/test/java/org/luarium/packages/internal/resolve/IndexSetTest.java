// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class IndexSetTest {
    private static BitSet bits(long seed, int size) {
        Random random = new Random(seed);
        BitSet bits = new BitSet();
        for (int i = 0; i < size; i++) {
            bits.set(i, random.nextInt(3) > 0);
        }
        return bits;
    }

    private static IndexSet of(BitSet bits) {
        return IndexSet.matching(bits.length(), bits::get);
    }

    @Property(tries = 500)
    void isASet(@ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int size) {
        BitSet a = bits(seed, size);
        BitSet b = bits(seed + 1, size);
        BitSet and = (BitSet) a.clone();
        and.and(b);
        BitSet or = (BitSet) a.clone();
        or.or(b);
        BitSet not = (BitSet) a.clone();
        not.flip(0, size);

        assertThat(of(a).and(of(b))).isEqualTo(of(and)).hasSameHashCodeAs(of(and));
        assertThat(of(a).or(of(b))).isEqualTo(of(or));
        assertThat(of(a).not(size)).isEqualTo(of(not));
        assertThat(of(a).intersects(of(b))).isEqualTo(a.intersects(b));
        assertThat(of(and).isWithin(of(b))).isTrue();
        assertThat(of(a).isWithin(of(b))).isEqualTo(and.equals(a));
        assertThat(of(a).size()).isEqualTo(a.cardinality());
        assertThat(of(a).isSingle()).isEqualTo(a.cardinality() == 1);
        assertThat(of(a).isEmpty()).isEqualTo(a.isEmpty());
        assertThat(of(a).stream().boxed()).isEqualTo(a.stream().boxed().toList());
        for (int i = 0; i <= size; i++) {
            assertThat(of(a).contains(i)).isEqualTo(a.get(i));
        }
    }

    @Test
    void hasRanges() {
        IndexSet set = IndexSet.range(2, 5).or(IndexSet.range(7, 8)).or(IndexSet.range(0, 0));

        assertThat(set.ranges().map(IndexSet::toString).collect(Collectors.joining()))
                .isEqualTo("[2, 3, 4][7]");
        assertThat(set.first()).isEqualTo(2);
        assertThat(set.last()).isEqualTo(7);
    }
}
