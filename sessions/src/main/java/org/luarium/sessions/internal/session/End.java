// SPDX-License-Identifier: Apache-2.0
package org.luarium.sessions.internal.session;

import java.util.Locale;
import org.luarium.isolate.ExitStatus;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.LuaError;
import org.luarium.vm.VmInfo;

/** How ends are told. */
final class End {
    private End() {}

    /** How a VM ended: {@code exit 3}, {@code signal 9}, {@code closed}. */
    static String of(VmInfo info) {
        return info.exit().map(End::of).orElse("closed");
    }

    private static String of(ExitStatus status) {
        if (status.signal().isPresent()) {
            return "signal " + status.signal().getAsInt();
        }
        return status.code().isPresent() ? "exit " + status.code().getAsInt() : "ended";
    }

    /** What went wrong with what was sent. */
    static String of(ExecutionResult result) {
        return result.error()
                .map(LuaError::toString)
                .orElseGet(() -> result.outcome().name().toLowerCase(Locale.ROOT));
    }
}
