// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.Map;
import org.luarium.store.Ref;

/** How much space objects take, in bytes. */
public record UsageReport(Map<Ref.RRef, Long> sizes) {
    /** The sum of all. */
    public long total() {
        return sizes.values().stream().mapToLong(Long::longValue).sum();
    }
}
