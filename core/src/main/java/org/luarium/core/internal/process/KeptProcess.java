// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.luarium.core.internal.elf.Syscall;
import org.luarium.isolate.ExitStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A child of a {@link Keeper}, which may be older than this JVM and outlive it.
 *
 * <p>The keeper holds all ends of its FIFOs open, so neither side sees the end of the other on them: that the child has ended, the keeper tells; that the JVM has, the child need not know.
 */
final class KeptProcess extends SpawnedProcess implements Journal {
    static final String STATE = "state";
    static final String EXIT = "exit";
    static final String SENT = "sent";
    static final String TAKEN = "taken";
    static final String RAW_TAKEN = "raw-taken";

    private static final Logger log = LoggerFactory.getLogger(KeptProcess.class);
    private static final int SIGINT = 2;
    private static final int RAW_CHUNK = 65_536;
    private static final long SHORTEST_PAUSE = 20_000;
    private static final long LONGEST_PAUSE = 1_000_000;

    private final Keeper keeper;
    private final Path vm;
    private final KeptState state;
    private final Tap out;
    private final Tap raw; // guarded by rawLock
    private final SentFrames sent;
    private final AtomicBoolean disposed = new AtomicBoolean();
    private final InputStream input = new Input();
    private final Object rawLock = new Object();
    private int answeredForNow;
    private volatile KeptRecord record;
    private volatile boolean left;

    KeptProcess(Keeper keeper, KeptRecord record, Path vm, KeptState state, CompletableFuture<ExitStatus> exit)
            throws IOException {
        super(CompletableFuture.completedFuture((long) record.pid()), exit);
        this.keeper = keeper;
        this.record = record;
        this.vm = vm;
        this.state = state;
        CompletableFuture<Void> unused = exit.thenAccept(status -> {
            if (!disposed.get()) {
                KeptExit.write(file(EXIT), status);
            }
        });
        out = new Tap(keeper, file(FifoPipes.OUT), record.out(), file(TAKEN), record.taken(), state.taken);
        raw = new Tap(keeper, file(FifoPipes.RAW), record.raw(), file(RAW_TAKEN), record.rawTaken(), state.rawTaken);
        sent = new SentFrames(keeper, state, record.in(), file(SENT), record.sent(), () -> left || exited());
    }

    /** Goes on with a process that another JVM has started. */
    static KeptProcess adopted(Keeper keeper, KeptRecord record, Path vm, CompletableFuture<ExitStatus> exit)
            throws IOException {
        KeptState state = KeptState.open(file(vm, record.number(), STATE));
        if (state.taken > Files.size(file(vm, record.number(), TAKEN))) {
            // It was emptied, but that was not noted any more.
            state.base += state.taken;
            state.taken = 0;
        }
        if (state.rawTaken > Files.size(file(vm, record.number(), RAW_TAKEN))) {
            state.rawBase += state.rawTaken;
            state.rawTaken = 0;
        }
        state.settleOpen();
        state.writeReceived();
        KeptProcess process = new KeptProcess(keeper, record, vm, state, exit);
        if (!exit.isDone()) {
            process.sent.finish();
        }
        return process;
    }

    private Path file(String name) {
        return file(vm, record.number(), name);
    }

    /** Outside of the folder that the child sees. */
    static Path file(Path vm, int number, String name) {
        return vm.resolve("p" + number + "." + name);
    }

    static Path folder(Path vm, int number) {
        return vm.resolve("p" + number);
    }

    @Override
    public InputStream input() {
        return input;
    }

    @Override
    public OutputStream output() {
        return sent;
    }

    /** It has answered: from now on it will be adopted. Its FIFOs lose the names by which it could open them once more. */
    @Override
    public void connected() throws IOException {
        handled(0);
        record = record.withPid(pid());
        record.write(vm);
        Path folder = folder(vm, record.number());
        Files.delete(folder.resolve(FifoPipes.IN));
        Files.delete(folder.resolve(FifoPipes.OUT));
    }

    @Override
    public boolean rawWaiting() {
        synchronized (rawLock) {
            try {
                return !disposed.get() && raw.available() > 0;
            } catch (IOException e) {
                log.trace("raw output of {} is gone", pid(), e);
                return false;
            }
        }
    }

    @Override
    public byte[] takeRaw() {
        synchronized (rawLock) {
            try {
                byte[] chunk = new byte[disposed.get() ? 0 : Math.min(raw.available(), RAW_CHUNK)];
                int count = chunk.length == 0 ? 0 : raw.read(chunk, 0, chunk.length);
                return count == chunk.length ? chunk : Arrays.copyOf(chunk, count);
            } catch (IOException e) {
                log.debug("raw output of {} is gone", pid(), e);
                return new byte[0];
            }
        }
    }

    @Override
    public void interrupt() {
        try {
            if (!exited()) {
                keeper.spawner().signalAndWait((int) pid(), SIGINT);
            }
        } catch (IOException e) {
            log.debug("{} was not interrupted", pid(), e);
        }
    }

    @Override
    public void kill() {
        try {
            if (!exited()) {
                keeper.spawner().kill((int) pid());
            }
        } catch (IOException e) {
            log.debug("{} was not killed", pid(), e);
        }
    }

    @Override
    public void releaseReader() {
        // It looks for the end of the process by itself.
    }

    @Override
    public Journal journal() {
        return this;
    }

    @Override
    public void leave() {
        left = true;
    }

    @Override
    public boolean left() {
        return left;
    }

    @Override
    public void close() {
        if (disposed.compareAndSet(false, true)) {
            synchronized (rawLock) {
                for (AutoCloseable one : List.of(out, raw, sent, state)) {
                    try {
                        one.close();
                    } catch (Exception e) {
                        log.debug("closing a file of {}", pid(), e);
                    }
                }
            }
        }
    }

    @Override
    public void dispose() {
        if (disposed.get()) {
            return;
        }
        close();
        try {
            keeper.perform(program -> record.descriptors().forEach(fd -> program.tryCall(Syscall.CLOSE, fd)));
        } catch (IOException e) {
            log.trace("the keeper of {} has ended and holds nothing any more", pid(), e);
        }
        for (String name : List.of(STATE, EXIT, SENT, TAKEN, RAW_TAKEN, FifoPipes.OUT, FifoPipes.RAW)) {
            file(name).toFile().delete();
        }
        FifoPipes.delete(folder(vm, record.number()));
    }

    // The journal

    @Override
    public Optional<Unanswered> unanswered() {
        return state.isUnanswered() ? Optional.of(state.script) : Optional.empty();
    }

    private interface Note {
        void write() throws IOException;
    }

    /** Without notes, nothing that follows could be relied on. */
    private void note(Note note) {
        try {
            note.write();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot note what process " + pid() + " has done", e);
        }
    }

    private void received(int unread) {
        note(() -> {
            if (answeredForNow != 0) {
                state.answered = answeredForNow;
                answeredForNow = 0;
            }
            state.taken = out.position() - unread;
            synchronized (rawLock) {
                state.rawTaken = raw.position();
                boolean done = out.isDone(state.taken);
                boolean rawDone = raw.isDone(state.rawTaken);
                state.writeReceived();
                // Only what is noted as dealt with may go; and nothing new may come before it is noted that it went.
                if (done) {
                    out.empty();
                    state.base += state.taken;
                    state.taken = 0;
                }
                if (rawDone) {
                    raw.empty();
                    state.rawBase += state.rawTaken;
                    state.rawTaken = 0;
                }
                if (done || rawDone) {
                    state.writeReceived();
                }
            }
        });
    }

    @Override
    public void begins(Unanswered script, int unread) {
        settles(unread);
        note(() -> state.writeScript(script));
        state.sentScript = script.id();
    }

    @Override
    public void nests(int id) {
        state.open.addLast(-id);
        note(state::writeReceived);
        state.sentNested = id;
    }

    @Override
    public void replies(int request) {
        state.sentReply = request;
        if (!state.open.isEmpty() && state.open.peekLast() == request) {
            state.open.removeLast();
        }
    }

    @Override
    public void handled(int unread) {
        received(unread);
    }

    @Override
    public void asked(int request, int unread) {
        state.open.addLast(request);
        received(unread);
    }

    @Override
    public void answered(int id, int unread) {
        if (!state.open.isEmpty() && state.open.peekLast() == -id) {
            state.open.removeLast();
        } else {
            state.answered = id;
            state.open.clear();
        }
        received(unread);
        if (state.open.isEmpty()) {
            note(sent::allRead);
        }
    }

    @Override
    public void answeredForNow(int id) {
        answeredForNow = id;
        state.open.clear();
        note(sent::allRead);
    }

    @Override
    public void settles(int unread) {
        if (answeredForNow != 0) {
            received(unread);
        }
    }

    @Override
    public void interrupts(int count) {
        note(() -> state.writeInterrupts(count));
    }

    @Override
    public int interrupts() {
        return state.interrupts();
    }

    @Override
    public List<Integer> open() {
        return List.copyOf(state.open);
    }

    @Override
    public long scripts() {
        return state.script.number();
    }

    @Override
    public int lastId() {
        return Math.max(Math.max(state.sentScript, state.sentNested), state.script.id());
    }

    @Override
    public long place(int unread) {
        return state.base + out.position() - unread + state.rawBase + raw.position();
    }

    /** Waits for what comes; at its end when the process has ended and everything was read, or the process was left. */
    private final class Input extends InputStream {
        @Override
        public int available() throws IOException {
            return disposed.get() ? 0 : out.available();
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            long pause = SHORTEST_PAUSE;
            while (!left && !disposed.get()) {
                boolean ended = exited();
                int count = out.read(to, offset, length);
                if (count > 0) {
                    return count;
                }
                if (ended) {
                    return -1;
                }
                LockSupport.parkNanos(this, pause);
                pause = Math.min(LONGEST_PAUSE, pause * 2);
            }
            return -1;
        }
    }
}
