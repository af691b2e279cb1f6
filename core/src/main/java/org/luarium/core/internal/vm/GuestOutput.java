// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.luarium.core.internal.link.FrameReader;
import org.luarium.core.internal.process.ChildProcess;
import org.luarium.core.internal.process.Journal;
import org.luarium.vm.Outcome;
import org.luarium.vm.OutputListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a process writes while a script runs, through its link or past it, and who hears it. A worker may take raw output meanwhile, so it is locked. */
final class GuestOutput {
    /** Whoever filters the log knows the process, of which this is a part. */
    private static final Logger log = LoggerFactory.getLogger(LuaProcess.class);

    private final LuaProcess process;
    private final ChildProcess child;
    private final Journal journal;
    private final FrameReader reader;
    private final Deque<Call> active;
    private final Object lock = new Object();

    /** The thread on which a listener hears output of a script that goes on meanwhile. */
    private volatile @Nullable Thread listenerThread;

    GuestOutput(LuaProcess process, ChildProcess child, FrameReader reader, Deque<Call> active) {
        this.process = process;
        this.child = child;
        this.reader = reader;
        this.active = active;
        journal = child.journal();
    }

    @Nullable
    Thread listenerThread() {
        return listenerThread;
    }

    void deliver(Call call, int stream, byte[] bytes, int from, int count) {
        if (count == 0) {
            return;
        }
        boolean kept = true;
        boolean failed = false;
        synchronized (lock) {
            OutputListener listener = call.listener;
            if (listener == null) {
                kept = call.keep(stream, bytes, from, count);
            } else if (call.stopReason() == null) {
                listenerThread = Thread.currentThread();
                try {
                    listener.output(
                            stream(stream),
                            Arrays.copyOfRange(bytes, from, from + count),
                            journal.place(reader.unread()));
                } catch (Throwable e) {
                    log.warn("VM {}: the listener of its output failed, the script is interrupted", process.name(), e);
                    failed = true;
                } finally {
                    listenerThread = null;
                }
            }
        }
        if (!kept) {
            process.stop(call, Outcome.OUTPUT_LIMIT);
        } else if (failed) {
            process.stop(call, Outcome.INTERRUPTED);
        }
    }

    private static OutputListener.Stream stream(int number) {
        return switch (number) {
            case 2 -> OutputListener.Stream.STDERR;
            case 3 -> OutputListener.Stream.VALUES;
            default -> OutputListener.Stream.STDOUT;
        };
    }

    /** Takes the innermost call off. After this, no worker adds raw output to it. */
    void pop() {
        synchronized (lock) {
            active.pop();
        }
    }

    /**
     * Delivers what child processes and C libraries wrote past the link. The reader asks for it when the process says so; while a call lasts, a
     * worker does too, because a child process that fills the pipe would wait for ever.
     */
    void drainRaw() {
        synchronized (lock) {
            Call call = active.peek();
            byte[] raw = call == null ? new byte[0] : child.takeRaw();
            while (raw.length > 0 && call != null) {
                deliver(call, 1, raw, 0, raw.length);
                raw = child.takeRaw();
            }
        }
    }
}
