// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.luarium.core.internal.process.ProcessStat;
import org.luarium.vm.Outcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that watches every running call: wall time, processor time, interrupts of waiting threads, links that were closed, and the ladder soft interrupt →
 * grace → kill.
 *
 * <p>It looks at what runs instead of being told, so a call costs it nothing. While nothing runs it dozes, and a short call wakes it. A script that waits for a host function counts as nothing
 * that runs until its time is nearly over: a thousand of them may wait for messages.
 */
final class Watchdog implements Runnable {
    static final long DOZE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final Logger log = LoggerFactory.getLogger(Watchdog.class);
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long RELEASE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long CPU_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long LOOK_AT_PARKED_NANOS = TimeUnit.SECONDS.toNanos(5);
    /** A tick this late means that the JVM itself was stopped: the calls get that time back once. */
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Iterable<VmImpl> vms;
    private final Runnable everySample;
    private final Thread thread;
    private volatile boolean dozing;
    private volatile boolean closed;
    private long lastCpu;

    Watchdog(Iterable<VmImpl> vms, Runnable everySample) {
        this.vms = vms;
        this.everySample = everySample;
        thread = new Thread(this, "luarium-watchdog");
        thread.setDaemon(true);
        thread.start();
    }

    /** Tells that a call has begun. */
    void began(Call call) {
        if (dozing && call.shortLived()) {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void run() {
        long last = System.nanoTime();
        while (!closed) {
            long now = System.nanoTime();
            long pause = now - last > PAUSE_NANOS ? now - last : 0;
            last = now;
            boolean running = false;
            try {
                running = tick(now, pause);
            } catch (RuntimeException | Error e) {
                // Even without memory for a moment: nobody else enforces limits.
                log.error("The watchdog met a problem and goes on", e);
            }
            dozing = !running;
            LockSupport.parkNanos(this, running ? TICK_NANOS : DOZE_NANOS);
            dozing = false;
        }
    }

    private boolean tick(long now, long pause) {
        boolean running = false;
        boolean sample = now - lastCpu >= CPU_NANOS;
        if (sample) {
            lastCpu = now;
            everySample.run();
        }
        for (VmImpl vm : vms) {
            Call call = vm.running();
            LuaProcess process = vm.process();
            if (call == null || process == null || call.ended()) {
                continue;
            }
            if (isParked(process, call)) {
                running |= call.endsWithin(now, DOZE_NANOS);
                if (sample) {
                    lookAtParked(vm, process, call, now);
                }
                watch(vm, process, call, now, pause, sample);
                continue;
            }
            running = true;
            if (sample && call.future != null) {
                look(vm, process, call, now);
            }
            if (process.rawWaiting()) {
                vm.drainRaw(process);
            }
            watch(vm, process, call, now, pause, sample);
            // Calls of host functions into the VM have limits of their own.
            for (Call nested : process.active()) {
                if (nested != call && !nested.ended()) {
                    watch(vm, process, nested, now, pause, sample);
                }
            }
        }
        return running;
    }

    /** Whether its process only waits for the host; all that has to be seen of it soon wakes whoever leads it. */
    private static boolean isParked(LuaProcess process, Call call) {
        return process.parked() && process.depth() == 1 && call.stopReason() == null;
    }

    private static void lookAtParked(VmImpl vm, LuaProcess process, Call call, long now) {
        if (now - call.lookedNanos < LOOK_AT_PARKED_NANOS) {
            return;
        }
        call.lookedNanos = now;
        if (call.future != null) {
            vm.lookForHangUp(process);
        }
        if (process.rawWaiting()) {
            vm.drainRaw(process);
        }
    }

    /** A call that nobody waits for is led without reading, so the end of its link has to be looked for. */
    private static void look(VmImpl vm, LuaProcess process, Call call, long now) {
        if (call.lookedNanos == 0) {
            call.lookedNanos = now;
        } else if (now - call.lookedNanos >= LOOK_NANOS) {
            call.lookedNanos = now;
            vm.lookForHangUp(process);
        }
    }

    private static void watch(VmImpl vm, LuaProcess process, Call call, long now, long pause, boolean sample) {
        if (pause > 0) {
            call.forgive(pause);
        }
        if (call.stopReason() != null) {
            escalate(vm, process, call, now);
        } else if (call.late(now)) {
            process.stop(call, Outcome.TIMEOUT);
        } else if (call.waiter != null && call.waiter.isInterrupted()) {
            process.stop(call, Outcome.INTERRUPTED);
        } else if (sample && call.cpuNanos != Call.NEVER) {
            sampleCpu(process, call);
        }
    }

    private static void sampleCpu(LuaProcess process, Call call) {
        long used = ProcessStat.cpuNanos(process.child().pid());
        if (used < 0) {
            return;
        }
        if (call.cpuAtFirstSample < 0) {
            call.cpuAtFirstSample = used;
        } else if (used - call.cpuAtFirstSample > call.cpuNanos) {
            process.stop(call, Outcome.CPU_LIMIT);
        }
    }

    private static void escalate(VmImpl vm, LuaProcess process, Call call, long now) {
        long grace = vm.config().confinement().limits().grace().toNanos();
        long since = call.sinceStop(now);
        if (!call.killed) {
            if (since > grace) {
                log.info("VM {}: the script does not react to the interrupt, its process is killed", vm.id());
                if (call.condemn()) {
                    process.child().kill();
                }
            } else if (process.interrupts().again() && since > AGAIN_NANOS && since % AGAIN_NANOS < TICK_NANOS * 2) {
                process.interrupts().send(call);
            }
        } else if (process.child().exited() && since > grace + RELEASE_NANOS) {
            vm.release(call);
        }
    }

    void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
