// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.program;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.luarium.isolate.IsolatedProgram;
import org.luarium.isolate.ProgramConfig;

/** The programs of one owner, which end with it. Thread-safe. */
public final class OwnedPrograms implements AutoCloseable {
    private final ProgramHost host;
    private final Set<RunningProgram> mine = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    OwnedPrograms(ProgramHost host) {
        this.host = host;
    }

    /** Starts a program. */
    public IsolatedProgram start(ProgramConfig config) {
        if (closed) {
            throw ended();
        }
        mine.removeIf(RunningProgram::isClosed);
        RunningProgram program = host.start(config, () -> closed);
        mine.add(program);
        if (closed) {
            program.close();
            throw ended();
        }
        return program;
    }

    private static IllegalStateException ended() {
        return new IllegalStateException("this isolate manager has ended with its bundle; get the service again");
    }

    @Override
    public void close() {
        closed = true;
        ProgramHost.closeAll(List.copyOf(mine));
        mine.clear();
    }
}
