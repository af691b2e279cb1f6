// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.tool;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Runs a program that is expected to end soon. */
public interface Tools {
    /**
     * Runs a program to its end with nothing on stdin and no other variables than these.
     *
     * @param bound it is killed with everything it started when this is over
     */
    Answer run(List<String> command, Map<String, String> variables, Duration bound);
}
