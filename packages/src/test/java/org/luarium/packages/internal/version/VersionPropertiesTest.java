// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.version;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.luarium.packages.Constraints;
import org.luarium.packages.Dependency;
import org.luarium.packages.RockSyntaxException;
import org.luarium.packages.RockVersion;
import org.luarium.packages.VersionConstraint;
import org.luarium.packages.VersionConstraint.Operator;

class VersionPropertiesTest {
    @Property(tries = 500)
    void theOrderIsTotalAndAgreesWithLess(@ForAll long seed) {
        Versions versions = new Versions(new Random(seed));
        RockVersion a = RockVersion.of(versions.version());
        RockVersion b = RockVersion.of(versions.near(a.toString()));
        RockVersion c = RockVersion.of(versions.near(b.toString()));

        assertThat(Integer.signum(a.compareTo(b))).isEqualTo(-Integer.signum(b.compareTo(a)));
        assertThat(a.compareTo(b) == 0).isEqualTo(a.equals(b));
        if (a.compareTo(b) <= 0 && b.compareTo(c) <= 0) {
            assertThat(a.compareTo(c)).isNotPositive();
        }
        if (a.isLessThan(b)) {
            assertThat(a).isLessThan(b);
            assertThat(b.isLessThan(a)).isFalse();
            assertThat(a.isSameAs(b)).isFalse();
        }
    }

    @Property(tries = 500)
    void operatorsAreComplements(@ForAll long seed) {
        Versions versions = new Versions(new Random(seed));
        RockVersion a = RockVersion.of(versions.version());
        RockVersion b = RockVersion.of(versions.near(a.toString()));

        assertThat(accepts(Operator.OTHER, a, b)).isEqualTo(!accepts(Operator.SAME, a, b));
        assertThat(accepts(Operator.AT_LEAST, a, b)).isEqualTo(!accepts(Operator.LESS, a, b));
        assertThat(accepts(Operator.AT_MOST, a, b)).isEqualTo(!accepts(Operator.GREATER, a, b));
        assertThat(accepts(Operator.GREATER, a, b)).isEqualTo(accepts(Operator.LESS, b, a));
        assertThat(a.startsWith(a)).isTrue();
    }

    private static boolean accepts(Operator operator, RockVersion version, RockVersion constraint) {
        return new VersionConstraint(operator, constraint).accepts(version);
    }

    @Property(tries = 500)
    void constraintsAreReadAsTheyAreWritten(@ForAll long seed) {
        Versions versions = new Versions(new Random(seed));
        Constraints constraints = Constraints.of(versions.constraints(versions.version()));

        assertThat(Constraints.of(constraints.toString())).isEqualTo(constraints);
    }

    @Property(tries = 500)
    void anyTextIsReadOrRefused(@ForAll String text) {
        try {
            assertThat(Dependency.of(Dependency.of(text).toString())).isEqualTo(Dependency.of(text));
        } catch (RockSyntaxException e) {
            assertThat(e.text()).isEqualTo(text);
        }
    }
}
