// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.curve;

import java.util.List;

/** All curves. */
public final class Curves {
    private static final List<Curve> ALL =
            List.of(new VmCurve(), new SessionCurve(), new OutputCurve(), new StoreCurve(), new FlightCurve());

    private Curves() {}

    public static List<Curve> all() {
        return ALL;
    }

    public static Curve named(String name) {
        return ALL.stream()
                .filter(curve -> curve.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no curve '" + name + "'; there are: "
                        + String.join(" ", ALL.stream().map(Curve::name).toList())));
    }
}
