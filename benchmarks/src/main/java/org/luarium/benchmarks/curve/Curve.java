// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.curve;

import java.util.List;
import java.util.function.Consumer;
import org.luarium.benchmarks.rows.Context;

/** Work that is measured for more and more of something, in a JVM of its own. */
public interface Curve {
    /** The name on the command line. */
    String name();

    List<Plot> plots();

    /** Options of its JVM. */
    default List<String> jvmOptions() {
        return List.of();
    }

    /** Hands over each point as soon as it is known. */
    void measure(Context context, Consumer<Point> points) throws Exception;
}
