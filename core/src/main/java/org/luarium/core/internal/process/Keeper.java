// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.process;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.luarium.core.internal.elf.Architecture;
import org.luarium.core.internal.elf.Syscall;
import org.luarium.core.internal.files.PrivateFiles;
import org.luarium.isolate.ExitStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A spawner that outlives the JVM, as the JVM sees it that has it now.
 *
 * <p>Its folder is its whole being: the FIFOs by which one talks with it, the lock of the JVM that does, its name, and the folders of the VMs whose processes it has. Whoever gets the lock may talk.
 */
final class Keeper {
    private static final Logger log = LoggerFactory.getLogger(Keeper.class);
    private static final String LOCK = "lock";
    private static final String NAME = "keeper";
    private static final String VMS = "vms";
    private static final int FIRST_FREE_FD = 4;
    private static final int SIGKILL = 9;

    private final Path folder;
    private final FileChannel lock;
    private @Nullable Spawner spawner;
    private long pid;

    private Keeper(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /**
     * Starts one.
     *
     * @param temporary a folder that has its FIFOs; other JVMs see it only once it is locked, under the name
     * @param folder the name
     */
    static Keeper start(Path temporary, Path folder, Path executable, Architecture architecture) throws IOException {
        Keeper keeper = new Keeper(folder, PrivateFiles.create(temporary.resolve(LOCK)));
        try {
            FileLock unused = keeper.lock.lock();
            Folders.createPrivate(temporary.resolve(VMS));
            Files.move(temporary, folder, StandardCopyOption.ATOMIC_MOVE);
            keeper.pid = process(folder, executable).pid();
            Files.writeString(folder.resolve(NAME), RunName.of(keeper.pid).toString());
            keeper.spawner = new Spawner(new KeeperLink(folder), architecture, Map.of());
            return keeper;
        } catch (IOException e) {
            Folders.delete(folder);
            keeper.lock.close();
            throw e;
        }
    }

    /** Not by way of zt-exec, which would hold on to its streams: they lead nowhere. */
    private static Process process(Path folder, Path executable) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(executable.toString())
                .directory(folder.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        return builder.start();
    }

    /** Takes a folder over, if no JVM has it. Its keeper may have ended. */
    static Optional<Keeper> claim(Path folder) {
        try {
            FileChannel lock = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE);
            try {
                if (lock.tryLock() != null) {
                    return Optional.of(new Keeper(folder, lock));
                }
            } catch (OverlappingFileLockException e) {
                log.trace("{} is another host's of this JVM", folder, e);
            }
            lock.close();
        } catch (IOException e) {
            log.warn("The keeper of {} cannot be asked for its VMs: {}", folder, e.getMessage());
        }
        return Optional.empty();
    }

    /**
     * Talks with it, if it lives.
     *
     * @param known its children as far as anybody has noted them; all others are ended
     * @param descriptors the descriptors that belong to them; it closes all others
     */
    void connect(
            Architecture architecture,
            Map<Integer, CompletableFuture<ExitStatus>> known,
            Collection<Integer> descriptors) {
        if (!Files.exists(folder.resolve(NAME))) {
            log.debug("The JVM that made {} was killed before its keeper was started", folder);
            return;
        }
        try {
            RunName name = RunName.parse(Files.readString(folder.resolve(NAME), StandardCharsets.UTF_8))
                    .orElseThrow(() -> new IOException("its name is damaged"));
            if (!name.isDead(RunName.own())) {
                pid = name.pid();
                Spawner talking = new Spawner(new KeeperLink(folder), architecture, known);
                spawner = talking;
                endOthers(talking, known);
                closeOthers(descriptors);
                known.forEach((child, exit) -> {
                    if (!exit.isDone() && !talking.has(child)) {
                        exit.complete(ExitStatus.UNKNOWN);
                    }
                });
            }
        } catch (IOException e) {
            log.warn("The keeper in {} does not answer: {}", folder, e.getMessage());
        }
        if (!alive()) {
            known.values().forEach(exit -> exit.complete(ExitStatus.UNKNOWN));
        }
    }

    private void endOthers(Spawner talking, Map<Integer, CompletableFuture<ExitStatus>> known) throws IOException {
        for (int child : children()) {
            if (!known.containsKey(child)) {
                log.debug("Process {} of keeper {} belongs to nothing and is ended", child, pid);
                talking.runHere(program ->
                        program.tryCall(Syscall.KILL, -child, SIGKILL).tryCall(Syscall.KILL, child, SIGKILL));
            }
        }
    }

    private List<Integer> children() throws IOException {
        List<Integer> list = new ArrayList<>();
        Path file = Path.of("/proc", Long.toString(pid), "task", Long.toString(pid), "children");
        for (String child : Files.readString(file).trim().split(" ", -1)) {
            if (!child.isEmpty()) {
                list.add(Integer.valueOf(child));
            }
        }
        return list;
    }

    private void closeOthers(Collection<Integer> descriptors) throws IOException {
        int[] kept = descriptors.stream().mapToInt(Integer::intValue).sorted().toArray();
        for (int i = 0; i <= kept.length; i++) {
            long from = i == 0 ? FIRST_FREE_FD : kept[i - 1] + 1;
            long to = i == kept.length ? 0xffff_ffffL : kept[i] - 1;
            if (from <= to) {
                perform(program -> program.tryCall(Syscall.CLOSE_RANGE, from, to, 0));
            }
        }
    }

    Path vms() {
        return folder.resolve(VMS);
    }

    /** The folders of its VMs. */
    List<Path> vmFolders() {
        List<Path> list = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(vms())) {
            folders.forEach(list::add);
        } catch (IOException e) {
            log.debug("{} has no VMs", folder, e);
        }
        return list;
    }

    boolean alive() {
        return spawner != null && spawner.alive();
    }

    Spawner spawner() throws IOException {
        Spawner present = spawner;
        if (present == null || !present.alive()) {
            throw new SpawnerGoneException("the keeper of these VMs has ended", null);
        }
        return present;
    }

    /** Has it perform system calls; gives the result of the last. */
    long perform(Spawner.Composer composer) throws IOException {
        return spawner().runHere(composer);
    }

    /** Leaves it to the next JVM; or for ever, if it has no VMs. */
    void close() {
        boolean useless = vmFolders().isEmpty();
        if (spawner != null) {
            spawner.close();
        }
        if (useless) {
            // A keeper without children ends by itself now.
            Folders.delete(folder);
        }
        try {
            lock.close();
        } catch (IOException e) {
            log.debug("unlocking {}", folder, e);
        }
    }
}
