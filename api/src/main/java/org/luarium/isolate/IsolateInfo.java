// SPDX-License-Identifier: Apache-2.0
package org.luarium.isolate;

import java.time.Instant;
import java.util.Optional;

/**
 * A snapshot of one isolate.
 *
 * @param name its name: the id of its VM, or {@code pool-n} while it waits in the pool
 * @param kind what runs in it, such as {@code lua}
 * @param pid the id of its process
 * @param started when its process was started
 * @param link how it talks to the host: {@code fifo} or {@code stdio}
 * @param exit how it ended, once it has
 */
public record IsolateInfo(
        String name, String kind, long pid, Instant started, String link, Optional<ExitStatus> exit) {}
