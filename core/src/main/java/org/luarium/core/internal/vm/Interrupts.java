// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import org.luarium.core.internal.link.FrameReader;
import org.luarium.core.internal.link.FrameWriter;
import org.luarium.core.internal.link.Frames;
import org.luarium.core.internal.link.ProtocolException;
import org.luarium.core.internal.process.ChildProcess;
import org.luarium.core.internal.process.Journal;
import org.luarium.vm.EngineInfo;
import org.luarium.vm.Outcome;

/** How the calls of one process are stopped. Thread-safe, but for {@link #settle}, which belongs to the thread that leads the conversation. */
final class Interrupts {
    private static final long SYNC_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final LuaProcess process;
    private final ChildProcess child;
    private final EngineInfo.Interrupt kind;
    private final Journal journal;
    private final FrameReader reader;
    private final FrameWriter writer;
    private final Object lock = new Object();
    private int sent; // guarded by lock
    private boolean pending; // guarded by lock

    Interrupts(
            LuaProcess process, ChildProcess child, EngineInfo.Interrupt kind, FrameReader reader, FrameWriter writer) {
        this.process = process;
        this.child = child;
        this.kind = kind;
        this.reader = reader;
        this.writer = writer;
        journal = child.journal();
    }

    /** Goes on after another JVM. Called before anybody else knows the process. */
    void adopt() {
        synchronized (lock) {
            sent = journal.interrupts();
            // Perhaps one is on its way.
            pending = true;
        }
    }

    /** Stops a call: softly if the engine can do that, else by killing the process. */
    void stop(Call call, Outcome reason) {
        boolean told;
        synchronized (process.answering()) {
            // Whoever sends the answer that the only call waits for sees after this that it is stopped, and says so
            // instead: no signal is needed, of which some engines bear but one.
            told = process.parked() && process.depth() == 1;
            if (!call.stop(reason, System.nanoTime())) {
                return;
            }
        }
        if (!told && !send(call) && call.condemn()) {
            child.kill();
        }
        process.wake();
    }

    /** Sends the soft interrupt. Returns false if the engine has none left. */
    boolean send(Call call) {
        synchronized (lock) {
            if (call.ended()) {
                return true;
            }
            if (kind == EngineInfo.Interrupt.NONE || (kind == EngineInfo.Interrupt.ONCE && sent > 0)) {
                return false;
            }
            sent++;
            journal.interrupts(sent);
            pending = true;
            child.interrupt();
            return true;
        }
    }

    boolean again() {
        return kind == EngineInfo.Interrupt.LASTING;
    }

    boolean pending() {
        synchronized (lock) {
            return pending;
        }
    }

    /**
     * Makes sure that none is on its way between two outermost calls: one that came too late would hit the next.
     * Until the process has answered, it gets nothing that it could lose.
     */
    void settle(InputStream input) throws IOException, ProtocolException {
        synchronized (lock) {
            if (!pending) {
                return;
            }
            pending = false;
            long began = System.nanoTime();
            int number = process.nextNumber();
            writer.begin(2, Frames.SYNC).id(number).send(child.output());
            while (true) {
                while (!reader.next()) {
                    if (System.nanoTime() - began > SYNC_NANOS) {
                        throw new ProtocolException("it does not answer after an interrupt");
                    }
                    if (input.available() == 0) {
                        if (child.exited()) {
                            throw new EOFException();
                        }
                        Spin.pause(System.nanoTime() - began);
                    } else if (!reader.fill(input)) {
                        throw new EOFException();
                    }
                }
                if (reader.type() == Frames.SYNC && reader.id() == number) {
                    return;
                }
                process.stale("a frame before the interrupt was settled");
            }
        }
    }
}
