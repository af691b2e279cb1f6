// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.luarium.core.internal.elf.Syscall;
import org.luarium.core.internal.files.PrivateFiles;
import org.luarium.isolate.ExitStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What there is of one persistent VM outside of the JVM: its process, and files about it. Others may keep files in it. One user at a time. */
public final class KeptFolder {
    private static final Logger log = LoggerFactory.getLogger(KeptFolder.class);
    private static final int AT_FDCWD = -100;
    private static final int S_IFIFO = 0x1000;
    private static final int RDWR_CLOEXEC = 0x8_0002;
    private static final int F_SETPIPE_SZ = 1031;
    private static final int PIPE_SIZE = 1 << 20;

    private final Path path;
    private final Keeper keeper;
    private final FifoLauncher launcher;
    private final CompletableFuture<ExitStatus> exit = new CompletableFuture<>();
    private int number;

    KeptFolder(Path path, Keeper keeper, FifoLauncher launcher) {
        this.path = path;
        this.keeper = keeper;
        this.launcher = launcher;
        number = KeptRecord.read(path).map(KeptRecord::number).orElse(0);
    }

    public Path path() {
        return path;
    }

    /** Completed at the end of the process that was adopted. */
    CompletableFuture<ExitStatus> exit() {
        return exit;
    }

    /** The process that a JVM before has started, dead or alive; empty if it was killed before that one had answered. */
    public Optional<ChildProcess> adopted() throws IOException {
        Optional<KeptRecord> record = KeptRecord.read(path);
        if (record.isEmpty()) {
            return Optional.empty();
        }
        KeptProcess process = KeptProcess.adopted(keeper, record.get(), path, exit);
        return Optional.of(process);
    }

    /** Starts a process, in place of the one before, if there was one. */
    public ChildProcess launch(LaunchSpec spec) throws IOException {
        number++;
        sweep();
        Path folder = KeptProcess.folder(path, number);
        makeFifos(folder);
        // Second names, which the child does not see: it takes the first of raw away itself, and we take away the
        // others.
        Files.createLink(file(FifoPipes.OUT), folder.resolve(FifoPipes.OUT));
        Files.createLink(file(FifoPipes.RAW), folder.resolve(FifoPipes.RAW));
        KeptState state = KeptState.create(file(KeptProcess.STATE));
        for (String name : List.of(KeptProcess.SENT, KeptProcess.TAKEN, KeptProcess.RAW_TAKEN)) {
            PrivateFiles.create(file(name)).close();
        }
        KeptRecord record = new KeptRecord(
                number,
                0,
                open(folder.resolve(FifoPipes.IN)),
                open(file(FifoPipes.OUT)),
                open(file(FifoPipes.RAW)),
                open(file(KeptProcess.SENT)),
                open(file(KeptProcess.TAKEN)),
                open(file(KeptProcess.RAW_TAKEN)));
        keeper.perform(program -> {
            program.tryCall(Syscall.FCNTL, record.out(), F_SETPIPE_SZ, PIPE_SIZE);
            program.tryCall(Syscall.FCNTL, record.raw(), F_SETPIPE_SZ, PIPE_SIZE);
        });
        CompletableFuture<ExitStatus> end = new CompletableFuture<>();
        KeptProcess process = new KeptProcess(keeper, record, path, state, end);
        try {
            process.start(launcher.start(keeper.spawner(), spec, folder, null, end));
        } catch (IOException | RuntimeException e) {
            process.dispose();
            throw e;
        }
        return process;
    }

    /** Removes what a start left behind that was not completed. */
    private void sweep() throws IOException {
        String name = "p" + number;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(
                path,
                file -> file.getFileName().toString().equals(name)
                        || file.getFileName().toString().startsWith(name + "."))) {
            files.forEach(Folders::delete);
        }
    }

    private void makeFifos(Path folder) throws IOException {
        keeper.perform(program -> {
            program.call(Syscall.MKDIRAT, AT_FDCWD, program.string(folder.toString()), 0700);
            for (String name : FifoPipes.NAMES) {
                long fifo = program.string(folder.resolve(name).toString());
                program.call(Syscall.MKNODAT, AT_FDCWD, fifo, S_IFIFO | 0600, 0);
            }
        });
    }

    private Path file(String name) {
        return KeptProcess.file(path, number, name);
    }

    private int open(Path file) throws IOException {
        return (int) keeper.perform(
                program -> program.call(Syscall.OPENAT, AT_FDCWD, program.string(file.toString()), RDWR_CLOEXEC, 0));
    }

    /** Ends what nobody can use, and removes it. */
    public void abandon() {
        try {
            adopted().ifPresent(process -> {
                process.kill();
                process.dispose();
            });
        } catch (IOException e) {
            log.debug("{} has no process that could be ended", path, e);
        }
        delete();
    }

    /** Removes everything. Only after the end of the process. */
    public void delete() {
        Folders.delete(path);
    }
}
