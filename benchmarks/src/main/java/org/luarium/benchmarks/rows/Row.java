// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.rows;

import java.util.List;
import org.luarium.benchmarks.measure.Finding;

/** One kind of work, measured together with its floor in one JVM of its own. */
public interface Row {
    /** The name on the command line. */
    String name();

    /** Under which circumstances it is measured. */
    default List<Setting> settings() {
        return List.of(Setting.PLAIN);
    }

    /** Options of its JVM. */
    default List<String> jvmOptions() {
        return List.of();
    }

    /** Whether it runs only when it is asked for by name. */
    default boolean onRequest() {
        return false;
    }

    List<Finding> measure(Context context) throws Exception;
}
