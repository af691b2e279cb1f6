// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.elf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A running spawner: the smallest client that can test it, and what its children do. */
public final class SpawnerClient {
    static final int SIGNAL_SET_SIZE = 8;
    static final int SIG_SETMASK = 2;
    public static final int AT_FDCWD = -100;
    static final int O_RDWR = 2;
    static final int PR_SET_PDEATHSIG = 1;
    static final int P_PID = 1;
    static final int WNOHANG_WEXITED_WNOWAIT = 1 | 4 | 0x0100_0000;
    static final int SIGKILL = 9;
    private static final int HEADER_SIZE = 16;

    public record Event(int kind, int key, long first, long second, long third) {
        public int exitCode() {
            return (int) first >> 8 & 0xFF;
        }

        public int signal() {
            return (int) first & 0x7F;
        }
    }

    private final Architecture architecture;
    private final Process process;
    private final OutputStream requests;
    private final Thread reader;
    private final CompletableFuture<Event> ready = new CompletableFuture<>();
    private final Map<Integer, CompletableFuture<Event>> replies = new ConcurrentHashMap<>();
    private final Map<Integer, CompletableFuture<Event>> exits = new ConcurrentHashMap<>();
    private final AtomicInteger sequence = new AtomicInteger();
    private final AtomicInteger exitEvents = new AtomicInteger();

    private SpawnerClient(Architecture architecture, Process process) {
        this.architecture = architecture;
        this.process = process;
        this.requests = process.getOutputStream();
        this.reader = new Thread(this::readEvents, "spawner-events");
        reader.setDaemon(true);
        reader.start();
    }

    public static SpawnerClient start(Path directory, Architecture architecture) throws IOException {
        List<String> command = new ArrayList<>(Machine.staticRunner(architecture));
        command.add(
                executable(directory, "spawner", SpawnerImage.of(architecture)).toString());
        return new SpawnerClient(
                architecture,
                new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start());
    }

    static Path executable(Path directory, String name, byte[] image) throws IOException {
        Path file = Files.write(directory.resolve(name), image);
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    public SyscallProgram program() {
        return new SyscallProgram(architecture, 64);
    }

    /** What every child does first: a clean signal mask, a process group of its own, empty standard streams. */
    public SyscallProgram childProgram() {
        SyscallProgram program = program();
        program.call(Syscall.RT_SIGPROCMASK, SIG_SETMASK, program.words(0), 0, SIGNAL_SET_SIZE)
                .call(Syscall.SETPGID, 0, 0)
                .call(Syscall.PRCTL, PR_SET_PDEATHSIG, SIGKILL);
        long devNull = program.string("/dev/null");
        for (int fd = 0; fd < 2; fd++) {
            program.call(Syscall.CLOSE, fd).call(Syscall.OPENAT, AT_FDCWD, devNull, O_RDWR);
        }
        return program;
    }

    SyscallProgram exec(String... command) {
        return exec(childProgram(), List.of("PATH=" + System.getenv("PATH")), command);
    }

    public SyscallProgram exec(SyscallProgram program, List<String> environment, String... command) {
        long arguments = program.strings(command);
        return program.call(Syscall.EXECVE, program.string(command[0]), arguments, program.strings(environment));
    }

    CompletableFuture<Event> send(SyscallProgram program, int operation) throws IOException {
        int number = sequence.incrementAndGet();
        CompletableFuture<Event> reply = replies.computeIfAbsent(number, key -> new CompletableFuture<>());
        program.writeTo(requests, number, operation);
        requests.flush();
        return reply;
    }

    public Event here(SyscallProgram program) throws Exception {
        return await(send(program, SyscallProgram.RUN_HERE));
    }

    public Event child(SyscallProgram program) throws Exception {
        return await(send(program, SyscallProgram.RUN_IN_CHILD));
    }

    /**
     * Has a child perform {@code program}, but as its last call the one with {@code number}, for which the spawner has no
     * name.
     */
    public Event childEndingWith(SyscallProgram program, long number) throws Exception {
        int key = sequence.incrementAndGet();
        CompletableFuture<Event> reply = replies.computeIfAbsent(key, unused -> new CompletableFuture<>());
        byte[] request = program.encode(key, SyscallProgram.RUN_IN_CHILD);
        int record = HEADER_SIZE + (program.size() - 1) * SyscallProgram.CALL_SIZE;
        ByteBuffer.wrap(request).order(ByteOrder.LITTLE_ENDIAN).putLong(record, number);
        requests.write(request);
        requests.flush();
        return await(reply);
    }

    int spawn(String... command) throws Exception {
        return pid(child(exec(command)));
    }

    public static int pid(Event reply) {
        assertThat(reply.second()).as("failed step of %s", reply).isEqualTo(SpawnerImage.NO_FAILED_STEP);
        return (int) reply.first();
    }

    /** Kills {@code pid} if, and only if, it is still the spawner's child. */
    Event kill(int pid) throws Exception {
        return here(program()
                .call(Syscall.WAITID, P_PID, pid, 0, WNOHANG_WEXITED_WNOWAIT, 0)
                .call(Syscall.KILL, pid, SIGKILL));
    }

    public Event exit(int pid) throws Exception {
        return await(exits.computeIfAbsent(pid, key -> new CompletableFuture<>()));
    }

    Event ready() throws Exception {
        return await(ready);
    }

    int exitEvents() {
        return exitEvents.get();
    }

    Process process() {
        return process;
    }

    OutputStream requests() {
        return requests;
    }

    List<Long> children() {
        try (Stream<ProcessHandle> children = process.toHandle().children()) {
            return children.map(ProcessHandle::pid).toList();
        }
    }

    /** Whether {@code pid} exists and is more than a zombie. */
    static boolean runs(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException e) {
            return false;
        }
    }

    private static Event await(CompletableFuture<Event> event) throws Exception {
        return event.get(20, TimeUnit.SECONDS);
    }

    private void readEvents() {
        byte[] bytes = new byte[SpawnerImage.EVENT_SIZE];
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        try (DataInputStream in = new DataInputStream(process.getInputStream())) {
            while (true) {
                in.readFully(bytes);
                Event event = new Event(
                        buffer.getInt(0), buffer.getInt(4), buffer.getLong(8), buffer.getLong(16), buffer.getLong(24));
                switch (event.kind()) {
                    case SpawnerImage.EVENT_READY -> ready.complete(event);
                    case SpawnerImage.EVENT_REPLY ->
                        replies.computeIfAbsent(event.key(), key -> new CompletableFuture<>())
                                .complete(event);
                    case SpawnerImage.EVENT_EXIT -> {
                        exitEvents.incrementAndGet();
                        exits.computeIfAbsent(event.key(), key -> new CompletableFuture<>())
                                .complete(event);
                    }
                    default -> throw new IllegalStateException("unknown " + event);
                }
            }
        } catch (IOException e) {
            replies.values().forEach(reply -> reply.completeExceptionally(e));
            exits.values().forEach(exit -> exit.completeExceptionally(e));
            ready.completeExceptionally(e);
        }
    }

    public void stop() throws Exception {
        requests.close();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        reader.join(TimeUnit.SECONDS.toMillis(10));
    }
}
