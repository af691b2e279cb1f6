// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FindingTest {
    private static Finding ratio(double ours, double floor) {
        return new Finding("work", Unit.TIME, ours, "floor", floor, Goal.ratioAtMost(1.25), "a note");
    }

    @Test
    void reachesAnotherProcessUnchanged() {
        Finding finding = ratio(12_345.5, 10_000);

        assertThat(Finding.parse(finding.toLine())).contains(finding);
    }

    @Test
    void ignoresLinesThatAreNoFinding() {
        assertThat(Finding.parse("some warning")).isEmpty();
    }

    @Test
    void judgesARatioByItsBound() {
        assertThat(ratio(125, 100).met()).isTrue();
        assertThat(ratio(126, 100).met()).isFalse();
        assertThat(ratio(250, 100).missedBy()).isEqualTo(2);
    }

    @Test
    void judgesHowManyTimesFasterThanAPeer() {
        Finding fast = new Finding("work", Unit.TIME, 10, "peer", 500, Goal.timesFaster(50), "");
        Finding slow = new Finding("work", Unit.TIME, 20, "peer", 500, Goal.timesFaster(50), "");

        assertThat(fast.met()).isTrue();
        assertThat(slow.met()).isFalse();
        assertThat(slow.missedBy()).isEqualTo(2);
    }

    @Test
    void judgesAFigureThatHasToBeLarge() {
        assertThat(Finding.alone("work", Unit.RATE, 49, Goal.atLeast(50), "").met())
                .isFalse();
        assertThat(Finding.alone("work", Unit.RATE, 50, Goal.atLeast(50), "").met())
                .isTrue();
    }

    @Test
    void meetsABoundOfZeroWithZeroOnly() {
        assertThat(Finding.alone("work", Unit.COUNT, 0, Goal.atMost(0), "").met())
                .isTrue();
        assertThat(Finding.alone("work", Unit.COUNT, 1, Goal.atMost(0), "").met())
                .isFalse();
    }
}
