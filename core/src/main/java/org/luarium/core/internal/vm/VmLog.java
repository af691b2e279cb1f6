// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import java.nio.charset.StandardCharsets;
import org.luarium.isolate.ExitStatus;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.VmLogger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one VM writes to the log, under {@code org.luarium.vm.<id>}. Script text appears at debug level of the back end only. */
final class VmLog {
    private static final Logger lost = LoggerFactory.getLogger(VmLog.class);
    private static final int SHOWN = 200;

    private final String id;
    private final VmLogger log;
    private final Logger text;

    VmLog(String id, boolean debug) {
        this.id = id;
        log = VmLogger.of("vm." + id);
        text = LoggerFactory.getLogger("org.luarium.vm." + id);
        if (debug) {
            log.debug(true);
        }
    }

    void debug(boolean on) {
        log.debug(on);
    }

    void debug(String message) {
        log.debug(message);
    }

    void started(LuaProcess process) {
        if (log.debugging()) {
            log.debug("runs in process " + process.child().pid() + " on "
                    + process.engine().info().version());
        }
    }

    void begins(Call call) {
        if (log.debugging()) {
            log.debug("begins " + call.script.kind() + " of " + call.code.length + " bytes");
            if (text.isDebugEnabled()) {
                String code = new String(call.code, 0, Math.min(SHOWN, call.code.length), StandardCharsets.UTF_8);
                text.debug("{}", code.replaceAll("\\p{Cntrl}", " "));
            }
        }
    }

    void ended(Call call) {
        if (log.debugging()) {
            ExecutionResult result = call.result();
            log.debug(
                    result == null
                            ? "ended with " + call.failure()
                            : "ended with " + result.outcome() + " after "
                                    + result.usage().elapsed());
        }
    }

    void diedIdle(ExitStatus status) {
        log.warning("VM " + id + ": its process ended while idle: " + status);
    }

    void restartFailed(RuntimeException problem) {
        log.error("VM " + id + ": no fresh process could be started", problem);
    }

    void closed() {
        log.debug("closed");
    }

    static void unexpected(String vm, Throwable cause) {
        lost.error("VM {}: its call failed inside Luarium", vm, cause);
    }

    static void lost(LuaProcess process, Exception cause) {
        lost.error("Process {} does not end", process.child().pid(), cause);
    }
}
