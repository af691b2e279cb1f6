// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.web;

import java.time.Duration;

/**
 * How long to wait.
 *
 * @param connect until a server takes the connection
 * @param idle until the next byte comes
 * @param total until all has come, redirects included
 */
public record Patience(Duration connect, Duration idle, Duration total) {
    /** For lists of what there is. */
    public static final Patience LIST =
            new Patience(Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofMinutes(5));

    public Patience withTotal(Duration longest) {
        return new Patience(connect, idle, longest);
    }
}
