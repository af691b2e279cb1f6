// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.process;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.luarium.core.internal.elf.Architecture;
import org.luarium.core.internal.elf.ProgramTooLongException;
import org.luarium.core.internal.elf.SpawnerImage;
import org.luarium.core.internal.elf.Syscall;
import org.luarium.core.internal.elf.SyscallProgram;
import org.luarium.isolate.ExitStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The JVM's end of the resident spawner process, the parent of all children.
 *
 * <p>Requests are written by any thread under a lock; one thread reads replies and exits. The JVM therefore has no thread per child, and a child does not depend on
 * the thread that asked for it.
 */
final class Spawner implements AutoCloseable {
    private static final int CALLS = 128;

    /** Leaves three bytes of eight for paths. */
    private static final int MOST_CALLS = 640;

    private static final Logger log = LoggerFactory.getLogger(Spawner.class);
    private static final long REPLY_SECONDS = 10;
    private static final int SIGKILL = 9;
    private static final int NOT_STARTED = 127;
    private static final int P_PID = 1;
    private static final int AT_FDCWD = -100;
    private static final int O_RDONLY_NONBLOCK = 0x800;
    private static final long NO_MEMORY = 1;
    private static final int WNOHANG_WEXITED_WNOWAIT = 1 | 4 | 0x0100_0000;

    private final Architecture architecture;
    private final SpawnerLink link;
    private final Thread events;
    private final Map<Integer, Pending> pending = new ConcurrentHashMap<>();
    private final Map<Integer, CompletableFuture<ExitStatus>> children = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final Object lock = new Object();
    private final SyscallProgram program; // guarded by lock
    private int sequence; // guarded by lock
    private volatile boolean closed;

    /** Fills in a program; called under the lock of the spawner, so it must be quick. */
    interface Composer {
        void compose(SyscallProgram program);
    }

    private record Pending(
            CompletableFuture<Long> reply, @Nullable CompletableFuture<ExitStatus> exit) {}

    /** Starts a spawner that ends with this JVM. */
    Spawner(Path executable, Architecture architecture) throws IOException {
        this(AttachedProcess.start(executable.toString()), architecture, Map.of());
    }

    /**
     * Talks with a spawner.
     *
     * @param known children that it has already, of whose ends we have not heard
     */
    Spawner(SpawnerLink link, Architecture architecture, Map<Integer, CompletableFuture<ExitStatus>> known)
            throws IOException {
        this.architecture = architecture;
        this.program = new SyscallProgram(architecture, CALLS);
        this.link = link;
        children.putAll(known);
        events = new Thread(this::readEvents, "luarium-spawner-events");
        events.setDaemon(true);
        events.start();
        try {
            if (link.outlivesUs()) {
                // It waits for a request before it answers.
                CompletableFuture<Long> unused =
                        send(request -> request.call(Syscall.GETPID), SyscallProgram.RUN_HERE, null);
            }
            ready.get(REPLY_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
            throw new IOException("interrupted while the spawner started", e);
        } catch (ExecutionException | TimeoutException e) {
            close();
            throw new IOException("the spawner does not answer", e);
        }
    }

    Architecture architecture() {
        return architecture;
    }

    /** Performs system calls in the spawner itself and returns the result of the last. */
    long runHere(Composer composer) throws IOException {
        return await(send(composer, SyscallProgram.RUN_HERE, null));
    }

    /** Starts a child in namespaces of its own, given as flags; gives its pid, or what failed. {@code exit} is completed at its end. */
    CompletableFuture<Long> runInChild(int namespaces, Composer composer, CompletableFuture<ExitStatus> exit)
            throws IOException {
        return send(composer, SyscallProgram.RUN_IN_CHILD | namespaces, exit);
    }

    /**
     * Whether a FIFO that somebody reads has no writer and no bytes. False if that cannot be told.
     *
     * <p>A short-lived child reads a byte to where there is no memory: that succeeds with nothing at the end, and fails where a writer may still write, or with
     * bytes, which stay where they are.
     */
    boolean isAtEnd(Path fifo) {
        try {
            await(send(
                    program -> {
                        program.call(Syscall.CLOSE, 0);
                        program.call(Syscall.OPENAT, AT_FDCWD, program.string(fifo.toString()), O_RDONLY_NONBLOCK);
                        program.call(Syscall.READ, 0, NO_MEMORY, 1);
                    },
                    SyscallProgram.RUN_IN_CHILD,
                    null));
            return true;
        } catch (IOException e) {
            log.trace("{} is not at its end", fifo, e);
            return false;
        }
    }

    /** Closes a descriptor that {@link #runHere} has opened; does not wait for it. */
    CompletableFuture<Long> close(long descriptor) {
        try {
            return send(request -> request.call(Syscall.CLOSE, descriptor), SyscallProgram.RUN_HERE, null);
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Sends a signal to a child and returns when it was sent. */
    void signalAndWait(int pid, int signal) {
        try {
            await(signal(pid, signal, false));
        } catch (IOException e) {
            log.debug("signal {} to {} was not sent, it has ended", signal, pid, e);
        }
    }

    /** Kills the process group of a child; the end of the child is reported as ever. */
    void kill(int pid) {
        CompletableFuture<Long> unused = signal(pid, SIGKILL, true).exceptionally(e -> {
            log.trace("{} has ended already", pid, e);
            return 0L;
        });
    }

    /** Sends a signal to a child, or to its process group, if it was not reaped yet: never to a foreign process. */
    private CompletableFuture<Long> signal(int pid, int signal, boolean group) {
        if (closed || !children.containsKey(pid)) {
            return CompletableFuture.completedFuture(0L);
        }
        try {
            return send(
                    request -> {
                        request.call(Syscall.WAITID, P_PID, pid, 0, WNOHANG_WEXITED_WNOWAIT, 0);
                        request.tryCall(Syscall.KILL, group ? -pid : pid, signal);
                    },
                    SyscallProgram.RUN_HERE,
                    null);
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Waits, bounded, until the end of the spawner was noticed. */
    void awaitEnd() {
        try {
            events.join(TimeUnit.SECONDS.toMillis(REPLY_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether it knows a child by this pid. */
    boolean has(int pid) {
        try {
            runHere(request -> request.call(Syscall.WAITID, P_PID, pid, 0, WNOHANG_WEXITED_WNOWAIT, 0));
            return true;
        } catch (IOException e) {
            log.trace("{} is no child of the spawner", pid, e);
            return false;
        }
    }

    boolean alive() {
        return !closed && events.isAlive();
    }

    private CompletableFuture<Long> send(Composer composer, int operation, @Nullable CompletableFuture<ExitStatus> exit)
            throws IOException {
        CompletableFuture<Long> reply = new CompletableFuture<>();
        synchronized (lock) {
            if (closed) {
                throw new SpawnerGoneException("the spawner is closed", null);
            }
            int number = ++sequence;
            pending.put(number, new Pending(reply, exit));
            try {
                composed(composer).writeTo(link.output(), number, operation);
                link.output().flush();
            } catch (IOException e) {
                pending.remove(number);
                throw new SpawnerGoneException("the spawner takes no requests", e);
            } catch (RuntimeException e) {
                pending.remove(number);
                throw e;
            }
        }
        return reply;
    }

    /** The records of calls travel even where they are not used, so a long list is an exception. */
    private SyscallProgram composed(Composer composer) {
        try {
            composer.compose(program.clear());
            return program;
        } catch (ProgramTooLongException e) {
            SyscallProgram longer = new SyscallProgram(architecture, MOST_CALLS);
            composer.compose(longer);
            return longer;
        }
    }

    static long await(CompletableFuture<Long> reply) throws IOException {
        boolean interrupted = false;
        try {
            long deadline =
                    System.nanoTime() + Duration.ofSeconds(REPLY_SECONDS).toNanos();
            while (true) {
                try {
                    return reply.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    // The spawner answers at once; leaving now would lose a process.
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SpawnerGoneException gone) {
                throw gone;
            }
            if (e.getCause() instanceof CallFailedException failed) {
                throw failed;
            }
            throw new IOException(String.valueOf(e.getMessage()).replaceFirst("^java.io.IOException: ", ""), e);
        } catch (TimeoutException e) {
            throw new IOException("the spawner did not answer within " + REPLY_SECONDS + " s", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void readEvents() {
        byte[] event = new byte[SpawnerImage.EVENT_SIZE];
        ByteBuffer words = ByteBuffer.wrap(event).order(ByteOrder.LITTLE_ENDIAN);
        try {
            while (true) {
                if (link.input().readNBytes(event, 0, event.length) < event.length) {
                    throw new EOFException("the spawner ended");
                }
                handle(words);
            }
        } catch (IOException | RuntimeException | Error e) {
            boolean expected = closed;
            closed = true;
            // Perhaps it lives, and only we cannot go on: nobody would ever hear of its children again.
            end();
            IOException gone = new SpawnerGoneException("the spawner is gone", e);
            ready.completeExceptionally(gone);
            boolean lost = !(expected && link.outlivesUs());
            for (Pending waiting : pending.values()) {
                if (waiting.exit != null && lost) {
                    waiting.exit.complete(killed());
                }
                waiting.reply.completeExceptionally(gone);
            }
            if (lost) {
                children.values().forEach(exit -> exit.complete(killed()));
            }
            if (!expected) {
                log.error("The spawner is gone; its children were killed with it", e);
            }
        }
    }

    private static ExitStatus killed() {
        return new ExitStatus(OptionalInt.empty(), OptionalInt.of(9), Duration.ZERO, 0);
    }

    private void handle(ByteBuffer event) throws IOException {
        int key = event.getInt(4);
        long value = event.getLong(8);
        switch (event.getInt(0)) {
            case SpawnerImage.EVENT_READY -> {
                link.answered();
                ready.complete(null);
            }
            case SpawnerImage.EVENT_REPLY -> {
                Pending waiting = pending.remove(key);
                if (waiting == null) {
                    return;
                }
                long step = event.getLong(16);
                // Value 0 with a step: a child that was to do no more than these calls has done them.
                if (step == SpawnerImage.NO_FAILED_STEP || (value == 0 && waiting.exit == null)) {
                    if (waiting.exit != null) {
                        children.put((int) value, waiting.exit);
                    }
                    waiting.reply.complete(value);
                } else {
                    // The reason first: who sees the end asks for it.
                    waiting.reply.completeExceptionally(new CallFailedException(step, (int) -value));
                    if (waiting.exit != null) {
                        waiting.exit.complete(
                                new ExitStatus(OptionalInt.of(NOT_STARTED), OptionalInt.empty(), Duration.ZERO, 0));
                    }
                }
            }
            case SpawnerImage.EVENT_EXIT -> {
                CompletableFuture<ExitStatus> exit = children.remove(key);
                if (exit != null) {
                    exit.complete(status((int) value, event.getLong(16), event.getLong(24)));
                }
            }
            default -> throw new IllegalStateException("unknown event of the spawner: " + event.getInt(0));
        }
    }

    private static ExitStatus status(int wait, long cpuMicros, long residentKib) {
        int signal = wait & 0x7f;
        return new ExitStatus(
                signal == 0 ? OptionalInt.of((wait >> 8) & 0xff) : OptionalInt.empty(),
                signal == 0 ? OptionalInt.empty() : OptionalInt.of(signal),
                Duration.ofNanos(cpuMicros * 1000),
                residentKib << 10);
    }

    private void end() {
        try {
            link.close();
        } catch (IOException e) {
            log.debug("closing the link to the spawner", e);
        }
    }

    /** Ends the spawner, which takes its children with it; or leaves it and them, if it outlives us. */
    @Override
    public void close() {
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
        }
        end();
        try {
            events.join(TimeUnit.SECONDS.toMillis(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
