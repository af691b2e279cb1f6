// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.luarium.core.internal.process.ChildProcess;
import org.luarium.core.internal.process.ProcessStat;
import org.luarium.isolate.ExitStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The wait for the end of a process whose link is broken. Of one thread. */
final class LastWait {
    private static final Logger log = LoggerFactory.getLogger(LastWait.class);
    private static final long SILENT_MILLIS = 200;
    private static final long MILLIS = 1000;
    private static final long KILLED_MILLIS = 2000;
    private static final int ATTEMPTS = 3;

    private final ChildProcess child;
    private final String name;
    private boolean killed;

    LastWait(ChildProcess child, String name) {
        this.child = child;
        this.name = name;
    }

    /**
     * Waits, and kills what does not end.
     *
     * @param silent whether its link has ended: then it does not get long, unless it is ending indeed
     * @return how it ended; null if that is not known
     */
    @Nullable
    ExitStatus await(boolean silent) {
        boolean interrupted = false;
        boolean brief = silent;
        try {
            for (int attempt = 0; ; attempt++) {
                try {
                    return child.exit().get(brief ? SILENT_MILLIS : MILLIS, TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    return null;
                } catch (TimeoutException e) {
                    if (brief && !ProcessStat.goesOn(child.pid())) {
                        brief = false;
                        continue;
                    }
                    brief = false;
                    if (attempt >= ATTEMPTS) {
                        log.error("VM {}: process {} does not end", name, child.pid());
                        return null;
                    }
                    killed = true;
                    child.kill();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Whether it had to be killed. */
    boolean killed() {
        return killed;
    }

    /** Waits for the end of a process that was told to end. */
    static void afterKill(LuaProcess process) {
        try {
            process.child().exit().get(KILLED_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            VmLog.lost(process, e);
        }
    }
}
