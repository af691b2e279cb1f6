// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.confine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.luarium.core.internal.cage.Cage;
import org.luarium.isolate.ConfinementReport.Control;

class ShapesTest {
    private final AtomicLong now = new AtomicLong();
    private final Shapes shapes = new Shapes(now::get);

    private static Shape shape() {
        List<Control> rows = List.of(
                new Control(Attack.NETWORK, "none", "seccomp", "probe"),
                new Control(Attack.PRIVILEGES, "user 7", "seccomp", "probe"));
        return new Shape(Cage.NONE, List.of("lua"), Map.of(), rows, Inspection.NONE, false);
    }

    @Test
    void remembersForASecond() {
        Shape first = shapes.get(List.of("a"), ShapesTest::shape);

        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(999));
        assertThat(shapes.get(List.of("a"), ShapesTest::shape)).isSameAs(first);
        assertThat(shapes.get(List.of("b"), ShapesTest::shape)).isNotSameAs(first);
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
        assertThat(shapes.get(List.of("a"), ShapesTest::shape)).isNotSameAs(first);
    }

    @Test
    void forgetsAtOnceWhenAProcessHasNotStarted() {
        Shape first = shapes.get(List.of("a"), ShapesTest::shape);

        shapes.forget();

        assertThat(shapes.get(List.of("a"), ShapesTest::shape)).isNotSameAs(first);
    }

    @Test
    void givesEachPlanAUserOfItsOwn() {
        Shape shape = shape();

        assertThat(shape.rows(700_001))
                .extracting(Control::limit)
                .containsExactly("none", "user 700001, no capabilities, none to gain");
        assertThat(shape.inspection(700_001).user()).isEqualTo(700_001);
        assertThat(shape.rows(-1)).isSameAs(shape.rows());
        assertThat(shape.cage(-1)).isSameAs(Cage.NONE);
    }
}
