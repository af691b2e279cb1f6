// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import java.time.Duration;

/**
 * How a host of VMs is set up.
 *
 * @param defaultEngine the engine of VMs that name none; empty for the best there is
 * @param poolSize how many processes wait ready for each kind of VM that was created before
 * @param workers how many threads run host functions, listeners and completions of asynchronous calls
 * @param debug whether all VMs log debug output
 * @param customizerWait how long a VM waits for the bundle that provides its environment
 */
public record HostConfig(String defaultEngine, int poolSize, int workers, boolean debug, Duration customizerWait) {
    /** The defaults: best engine, no pool, 16 workers, no debug output, 5 s. */
    public static HostConfig defaults() {
        return new HostConfig("", 0, 16, false, Duration.ofSeconds(5));
    }

    public HostConfig withPoolSize(int size) {
        return new HostConfig(defaultEngine, size, workers, debug, customizerWait);
    }
}
