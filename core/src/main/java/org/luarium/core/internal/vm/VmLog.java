// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.luarium.isolate.ExitStatus;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.VmLogger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one VM writes to the log, under {@code org.luarium.vm.<id>}. Script text appears at debug level of the back end only.
 *
 * <p>Logging back ends take longer to make a logger than the pool takes to hand out a VM, so the VM's own is made with its first script or message.
 */
final class VmLog {
    private static final Logger family = LoggerFactory.getLogger("org.luarium.vm");
    private static final Logger lost = LoggerFactory.getLogger(VmLog.class);
    private static final int SHOWN = 200;

    private final String id;
    private volatile boolean debug;
    private volatile @Nullable VmLogger own;

    VmLog(String id, boolean debug) {
        this.id = id;
        this.debug = debug;
    }

    private VmLogger log() {
        VmLogger known = own;
        if (known == null) {
            known = VmLogger.of("vm." + id).debug(debug || VmLogger.debugByEnvironment());
            own = known;
        }
        return known;
    }

    void debug(boolean on) {
        debug = on;
        log().debug(on);
    }

    void debug(String message) {
        if (own != null || debug || family.isDebugEnabled()) {
            log().debug(message);
        }
    }

    void started(LuaProcess process) {
        debug("runs in process " + process.child().pid() + " on "
                + process.engine().info().version());
    }

    void adopted(LuaProcess process) {
        log().info("adopted, runs in process " + process.child().pid());
    }

    void begins(Call call) {
        VmLogger log = log();
        if (log.debugging()) {
            log.debug("begins " + call.script.kind() + " of " + call.code.length + " bytes");
            Logger text = LoggerFactory.getLogger("org.luarium.vm." + id);
            if (text.isDebugEnabled()) {
                String code = new String(call.code, 0, Math.min(SHOWN, call.code.length), StandardCharsets.UTF_8);
                text.debug("{}", code.replaceAll("\\p{Cntrl}", " "));
            }
        }
    }

    void ended(Call call) {
        VmLogger log = log();
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
        log().warning("VM " + id + ": its process ended while idle: " + status);
    }

    void restartFailed(RuntimeException problem) {
        log().error("VM " + id + ": no fresh process could be started", problem);
    }

    void closed() {
        debug("closed");
    }

    static void unexpected(String vm, Throwable cause) {
        lost.error("VM {}: its call failed inside Luarium", vm, cause);
    }

    static void lost(LuaProcess process, Exception cause) {
        lost.error("Process {} does not end", process.child().pid(), cause);
    }
}
