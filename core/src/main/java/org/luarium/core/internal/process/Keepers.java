// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.luarium.core.internal.files.SafeFolders;
import org.luarium.isolate.ExitStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All keepers whose VMs this JVM has: those that it found orphaned, and its own. Thread-safe. */
public final class Keepers implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Keepers.class);

    private final Path folder;
    private final FifoLauncher launcher;
    private final List<Keeper> keepers = new ArrayList<>(); // guarded by this

    /**
     * Looks after keepers.
     *
     * @param folder where each has its own folder; shared with other JVMs
     * @param launcher how processes are started otherwise
     */
    public Keepers(Path folder, FifoLauncher launcher) {
        this.folder = folder;
        this.launcher = launcher;
    }

    /** Takes over what other JVMs have left. Gives the folders of all their VMs. */
    public synchronized List<KeptFolder> adopt() {
        List<KeptFolder> adopted = new ArrayList<>();
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder)) {
            for (Path one : left) {
                if (isUnfinished(one)) {
                    continue;
                }
                Keeper.claim(one).ifPresent(keeper -> adopted.addAll(adopt(keeper)));
            }
        } catch (NoSuchFileException e) {
            log.trace("there has never been a keeper", e);
        } catch (IOException e) {
            log.warn("Cannot look for persistent VMs in {}: {}", folder, e.getMessage());
        }
        return adopted;
    }

    /** Whether a folder is one in the making. If nobody makes it any more, it is removed. */
    private static boolean isUnfinished(Path one) {
        String name = one.getFileName().toString();
        if (!name.startsWith(SafeFolders.TEMPORARY)) {
            return false;
        }
        String maker = name.substring(
                SafeFolders.TEMPORARY.length(), Math.max(SafeFolders.TEMPORARY.length(), name.lastIndexOf('-')));
        if (RunName.parse(maker).map(run -> run.isDead(RunName.own())).orElse(true)) {
            Folders.delete(one);
        }
        return true;
    }

    private List<KeptFolder> adopt(Keeper keeper) {
        List<KeptFolder> found = new ArrayList<>();
        Map<Integer, CompletableFuture<ExitStatus>> children = new HashMap<>();
        Set<Integer> descriptors = new HashSet<>();
        for (Path vm : keeper.vmFolders()) {
            KeptFolder kept = new KeptFolder(vm, keeper, launcher);
            KeptRecord.read(vm).ifPresent(record -> {
                descriptors.addAll(record.descriptors());
                KeptExit.read(KeptProcess.file(vm, record.number(), KeptProcess.EXIT))
                        .ifPresent(kept.exit()::complete);
                children.put(record.pid(), kept.exit());
            });
            found.add(kept);
        }
        keeper.connect(launcher.architecture(), children, descriptors);
        if (found.isEmpty() && !keeper.alive()) {
            keeper.close();
        } else {
            keepers.add(keeper);
        }
        return found;
    }

    /**
     * Makes the folder of a new VM.
     *
     * @throws IOException if there can be no keeper here
     */
    public synchronized KeptFolder create(String vm) throws IOException {
        keepers.removeIf(keeper -> {
            boolean over = !keeper.alive() && keeper.vmFolders().isEmpty();
            if (over) {
                keeper.close();
            }
            return over;
        });
        Keeper living = null;
        for (Keeper keeper : keepers) {
            if (keeper.alive()) {
                living = keeper;
            }
        }
        if (living == null) {
            living = launcher.startKeeper(folder);
            keepers.add(living);
        }
        Path path = living.vms().resolve(vm);
        if (Files.exists(path)) {
            throw new IOException("a VM of another container has this id; the next container adopts it");
        }
        return new KeptFolder(Folders.createPrivate(path), living, launcher);
    }

    /** Leaves all VMs to the next JVM. */
    @Override
    public synchronized void close() {
        keepers.forEach(Keeper::close);
        keepers.clear();
    }
}
