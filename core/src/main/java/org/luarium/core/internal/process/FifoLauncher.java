// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.luarium.core.internal.cage.Cage;
import org.luarium.core.internal.cage.Ids;
import org.luarium.core.internal.elf.Architecture;
import org.luarium.core.internal.elf.ProgramTooLongException;
import org.luarium.core.internal.elf.SpawnerImage;
import org.luarium.core.internal.elf.Syscall;
import org.luarium.core.internal.elf.SyscallProgram;
import org.luarium.core.internal.files.SafeFolders;
import org.luarium.isolate.ExitStatus;

/**
 * Starts children through the {@link Spawner}, joined by FIFOs in a folder of their own.
 *
 * <p>FIFOs are made in batches, up to a dozen folders in one request, and removed with the child. The batches grow, because many a host has one child.
 */
public final class FifoLauncher implements ProcessLauncher, Trial {
    private static final int LARGEST_BATCH = 12;
    private static final int AT_FDCWD = -100;
    private static final int S_IFIFO = 0x1000;
    private static final int O_WRONLY = 1;
    private static final int O_RDWR = 2;
    private static final int SIG_SETMASK = 2;
    private static final int SIGPIPE = 13;
    private static final int SIGNAL_SET_SIZE = 8;
    private static final int LANDLOCK_CREATE_RULESET_VERSION = 1;
    private static final int KERNEL_SIGACTION_WORDS = 4;

    private final Path directory;
    private final Path connected;
    private final RawEnds raws;
    private final Path executable;
    private final Architecture architecture;
    private final AtomicLong folders = new AtomicLong();
    private final ArrayDeque<Path> prepared = new ArrayDeque<>(); // guarded by prepared
    private final Object spawnerLock = new Object();
    private volatile Spawner spawner;
    private boolean closed; // guarded by spawnerLock

    /**
     * Creates the launcher and its spawner.
     *
     * @param directory a private folder on a file system that allows execution; owned by the launcher
     * @throws IOException if the spawner cannot run here
     */
    public FifoLauncher(Path directory) throws IOException {
        this(directory, new RawEnds(RawEnds.share()));
    }

    FifoLauncher(Path directory, RawEnds raws) throws IOException {
        this.directory = directory;
        this.raws = raws;
        connected = Folders.createPrivate(directory.resolve("connected"));
        architecture = Architecture.current()
                .orElseThrow(() -> new IOException("no spawner for this operating system and processor"));
        executable = directory.resolve("spawner");
        write(executable, SpawnerImage.of(architecture));
        spawner = new Spawner(executable, architecture);
    }

    @Override
    public String linkKind() {
        return "fifo";
    }

    @Override
    public ChildProcess launch(LaunchSpec spec) throws IOException {
        Spawner current = living();
        try {
            return launch(current, spec);
        } catch (SpawnerGoneException e) {
            current.awaitEnd();
            return launch(living(), spec);
        }
    }

    private ChildProcess launch(Spawner current, LaunchSpec spec) throws IOException {
        Path folder = folder(current);
        FifoPipes pipes = new FifoPipes(folder, connected, current, raws);
        CompletableFuture<ExitStatus> exit = new CompletableFuture<>();
        try {
            return new FifoProcess(current, start(current, spec, folder, pipes.rawPath(), exit), pipes, exit);
        } catch (IOException | RuntimeException e) {
            pipes.dispose();
            throw e;
        }
    }

    /**
     * Starts a child whose FIFOs are in a folder. Gives its pid once it runs.
     *
     * @param raw where it puts the name of its raw FIFO; null if nobody needs that
     */
    CompletableFuture<Long> start(
            Spawner parent, LaunchSpec spec, Path folder, @Nullable Path raw, CompletableFuture<ExitStatus> exit)
            throws IOException {
        List<String> arguments = new ArrayList<>(spec.command());
        if (spec.linked()) {
            arguments.add("fifo");
            String inside = spec.cage().inside(folder);
            arguments.add(inside + "/" + FifoPipes.IN);
            arguments.add(inside + "/" + FifoPipes.OUT);
            arguments.addAll(spec.tail());
        }
        try {
            return parent.runInChild(
                    spec.cage().namespaces(), program -> compose(program, spec, arguments, folder, raw), exit);
        } catch (ProgramTooLongException e) {
            throw new IOException("too much was given to it; give a folder to read in place of many files", e);
        }
    }

    /** Starts a keeper in a folder of its own. */
    Keeper startKeeper(Path keepers) throws IOException {
        String name = RunName.own() + "-" + System.nanoTime();
        Path temporary = Folders.createPrivate(keepers.resolve(SafeFolders.TEMPORARY + name));
        try {
            living().runHere(program -> {
                for (String fifo : List.of(SpawnerImage.REQUESTS, SpawnerImage.EVENTS)) {
                    long path = program.string(temporary.resolve(fifo).toString());
                    program.call(Syscall.MKNODAT, AT_FDCWD, path, S_IFIFO | 0600, 0);
                }
            });
            Path program = directory.resolve("keeper");
            if (!Files.exists(program)) {
                write(program, SpawnerImage.keeper(architecture));
            }
            return Keeper.start(temporary, keepers.resolve(name), program, architecture);
        } catch (IOException e) {
            Folders.delete(temporary);
            throw e;
        }
    }

    @Override
    public Optional<Keepers> keepers(Path folder) {
        return Optional.of(new Keepers(folder, this));
    }

    Architecture architecture() {
        return architecture;
    }

    static void write(Path executable, byte[] image) throws IOException {
        Files.write(executable, image);
        Files.setPosixFilePermissions(
                executable, EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_EXECUTE));
    }

    private static void compose(
            SyscallProgram program, LaunchSpec spec, List<String> arguments, Path folder, @Nullable Path raw) {
        enter(program, spec.cage(), folder, raw, spec.linked());
        program.call(
                Syscall.EXECVE,
                program.string(spec.command().get(0)),
                program.strings(arguments),
                program.strings(spec.environment()));
    }

    /**
     * A child must not take away what the host is about to read from it, so it gets the writing end of the raw FIFO only, and no name to open the other by. To open it both
     * ways first is what keeps the spawner from waiting for a reader.
     */
    private static void enter(SyscallProgram program, Cage cage, Path folder, @Nullable Path rawName, boolean linked) {
        program.call(Syscall.RT_SIGPROCMASK, SIG_SETMASK, program.words(0), 0, SIGNAL_SET_SIZE);
        program.tryCall(
                Syscall.RT_SIGACTION, SIGPIPE, program.words(new long[KERNEL_SIGACTION_WORDS]), 0, SIGNAL_SET_SIZE);
        program.call(Syscall.SETSID);
        program.call(Syscall.CLOSE, 0);
        program.call(Syscall.OPENAT, AT_FDCWD, program.string("/dev/null"), 0);
        program.call(Syscall.CLOSE, 1);
        long raw = program.string(folder.resolve(FifoPipes.RAW).toString());
        program.call(Syscall.OPENAT, AT_FDCWD, raw, O_RDWR);
        program.call(Syscall.CLOSE, 2);
        program.call(Syscall.OPENAT, AT_FDCWD, raw, O_WRONLY);
        if (rawName == null) {
            program.call(Syscall.UNLINKAT, AT_FDCWD, raw, 0);
        } else {
            program.call(Syscall.RENAMEAT2, AT_FDCWD, raw, AT_FDCWD, program.string(rawName.toString()), 0);
        }
        program.call(Syscall.DUP3, 2, 1, 0);
        program.tryCall(Syscall.CLOSE_RANGE, 3, 0xffff_ffffL, 0);
        cage.enter(program, folder, linked ? FifoPipes.LINK : List.of());
    }

    @Override
    public Optional<Trial> trial() {
        return Optional.of(this);
    }

    @Override
    public Ids ids() throws IOException {
        Spawner current = living();
        long uid = current.runHere(program -> program.call(Syscall.GETUID));
        long gid = current.runHere(program -> program.call(Syscall.GETGID));
        return new Ids((int) uid, (int) gid);
    }

    @Override
    public int landlock() throws IOException {
        try {
            return (int) living().runHere(program ->
                    program.call(Syscall.LANDLOCK_CREATE_RULESET, 0, 0, LANDLOCK_CREATE_RULESET_VERSION));
        } catch (CallFailedException e) {
            return 0;
        }
    }

    @Override
    public Answer attempt(Cage cage, Attempt attempt) throws IOException {
        Failure failure = failure(cage, attempt);
        return new Answer(
                failure.step() >= 0,
                failure.step() > 0 ? "" : Errno.describe(failure.call().errno()));
    }

    @Override
    public Set<Integer> succeeding(Cage cage, List<Attempt> forbidden) throws IOException {
        Set<Integer> succeeded = new TreeSet<>();
        for (int from = 0; from < forbidden.size(); ) {
            List<Attempt> rest = forbidden.subList(from, forbidden.size());
            Failure failure = failure(cage, program -> {
                // A cage in which nothing works keeps nothing in.
                program.call(Syscall.GETPID);
                for (Attempt attempt : rest) {
                    attempt.add(program);
                    program.expectFailure();
                }
            });
            if (failure.step() <= 0) {
                IntStream.range(from, forbidden.size()).forEach(succeeded::add);
                return succeeded;
            }
            from += (int) failure.step() - 1;
            if (from < forbidden.size()) {
                succeeded.add(from);
                from++;
            }
        }
        return succeeded;
    }

    /**
     * The call at which a child stopped.
     *
     * @param step its place among those after the cage was entered, negative before
     */
    private record Failure(long step, CallFailedException call) {}

    /** Has a child enter a cage and make calls until one does not go as it should, or there are no more. */
    private Failure failure(Cage cage, Attempt calls) throws IOException {
        Spawner current = living();
        Path folder = folder(current);
        AtomicInteger entering = new AtomicInteger();
        try {
            CompletableFuture<Long> reply = current.runInChild(
                    cage.namespaces(),
                    program -> {
                        enter(program, cage, folder, null, true);
                        entering.set(program.size());
                        calls.add(program);
                    },
                    new CompletableFuture<>());
            Spawner.await(reply);
            throw new IOException("the attempt became a program");
        } catch (CallFailedException e) {
            return new Failure(e.step() == SpawnerImage.CLONE_FAILED ? -1 : e.step() - entering.get(), e);
        } finally {
            FifoPipes.delete(folder);
        }
    }

    /** The spawner, started again if it was killed: its children died with it and were reported. */
    private Spawner living() throws IOException {
        Spawner current = spawner;
        if (current.alive()) {
            return current;
        }
        synchronized (spawnerLock) {
            if (closed) {
                throw new IOException("the launcher is closed");
            }
            if (!spawner.alive()) {
                spawner = new Spawner(executable, architecture);
            }
            return spawner;
        }
    }

    private Path folder(Spawner current) throws IOException {
        synchronized (prepared) {
            Path next = prepared.poll();
            if (next != null) {
                return next;
            }
        }
        int size = (int) Math.min(1 + folders.get(), LARGEST_BATCH);
        List<Path> batch = new ArrayList<>(size);
        try {
            current.runHere(program -> {
                batch.clear();
                for (int i = 0; i < size; i++) {
                    Path folder = directory.resolve("i" + folders.incrementAndGet());
                    batch.add(folder);
                    program.call(Syscall.MKDIRAT, AT_FDCWD, program.string(folder.toString()), 0700);
                    for (String name : FifoPipes.NAMES) {
                        program.call(
                                Syscall.MKNODAT,
                                AT_FDCWD,
                                program.string(folder.resolve(name).toString()),
                                S_IFIFO | 0600,
                                0);
                    }
                }
            });
        } catch (IOException | RuntimeException e) {
            batch.forEach(FifoPipes::delete);
            throw e;
        }
        synchronized (prepared) {
            prepared.addAll(batch.subList(1, batch.size()));
        }
        return batch.get(0);
    }

    @Override
    public void close() {
        synchronized (spawnerLock) {
            closed = true;
            spawner.close();
        }
        Folders.delete(directory);
    }
}
