// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.environment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.luarium.packages.Environment;
import org.luarium.packages.InstalledRock;
import org.luarium.packages.ModuleConflictException;
import org.luarium.packages.NativeModuleException;
import org.luarium.packages.PackagesException;
import org.luarium.packages.ProgramConflictException;
import org.luarium.packages.internal.build.Layout;
import org.luarium.store.Ref;

/**
 * The folders of environments: one for each generation, of links to the files of the store. They say nothing that the store does
 * not say as well: what is missing after a crash is made again, and what is left over is removed by the next change.
 */
final class EnvironmentFiles {
    static final String LOCK = "lock.json";

    private static final List<String> FOLDERS = List.of(Layout.SHARE, Layout.LIB, Layout.BIN);
    private static final String TEMPORARY = ".new-";

    private final Path root;
    private final Function<Ref.RRef, Path> objects;

    EnvironmentFiles(Path root, Function<Ref.RRef, Path> objects) {
        this.root = root;
        this.objects = objects;
    }

    Path folder(String environment) {
        return root.resolve(environment);
    }

    Path folder(String environment, int generation) {
        return folder(environment).resolve(Integer.toString(generation));
    }

    /** The folder of an environment that may not be there yet, so that VMs see what will be in it. */
    Path reserve(String environment) throws IOException {
        Path folder = folder(environment);
        if (!Files.isDirectory(folder)) {
            create(folder);
        }
        return folder;
    }

    /** Whether an environment has, or had, a folder with anything in it. */
    boolean isBegun(String environment) {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder(environment))) {
            return children.iterator().hasNext();
        } catch (NotDirectoryException | NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of all environments that have a folder. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        if (Files.isDirectory(root)) {
            try (DirectoryStream<Path> children = Files.newDirectoryStream(root, Files::isDirectory)) {
                for (Path child : children) {
                    String name = String.valueOf(child.getFileName());
                    if (EnvironmentName.isValid(name)) {
                        names.add(name);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        names.sort(null);
        return names;
    }

    /**
     * Makes the folder of a generation under a name that nobody looks for yet.
     *
     * @throws ModuleConflictException if two rocks have the same module or file
     * @throws NativeModuleException if a rock has native modules and the environment takes none
     * @throws ProgramConflictException if two rocks have a program of the same name
     */
    Path prepare(String environment, EnvironmentLock lock) {
        checkModules(environment, lock);
        Path folder = folder(environment).resolve(TEMPORARY + UUID.randomUUID());
        boolean done = false;
        try {
            create(folder);
            Map<Path, InstalledRock> owners = new HashMap<>();
            for (InstalledRock rock : lock.rocks()) {
                Path object = objects.apply(rock.object());
                if (!lock.nativeModules() && Files.isDirectory(object.resolve(Layout.LIB), NOFOLLOW_LINKS)) {
                    throw new NativeModuleException(environment, rock.toString());
                }
                for (String name : FOLDERS) {
                    link(environment, rock, object.resolve(name), folder.resolve(name), owners);
                }
            }
            launchers(environment, lock, folder.resolve(Layout.BIN), owners);
            Files.write(folder.resolve(LOCK), LockText.write(lock).getBytes(UTF_8));
            Files.setPosixFilePermissions(folder.resolve(LOCK), PosixFilePermissions.fromString("r--r--r--"));
            done = true;
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (!done) {
                delete(folder);
            }
        }
    }

    private static void checkModules(String environment, EnvironmentLock lock) {
        Map<String, InstalledRock> owners = new HashMap<>();
        for (InstalledRock rock : lock.rocks()) {
            for (String module : rock.modules()) {
                InstalledRock other = owners.putIfAbsent(module, rock);
                if (other != null) {
                    throw new ModuleConflictException(environment, module, List.of(other.toString(), rock.toString()));
                }
            }
        }
    }

    private static void link(
            String environment, InstalledRock rock, Path from, Path to, Map<Path, InstalledRock> owners)
            throws IOException {
        if (!Files.isDirectory(from, NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.isDirectory(to)) {
            create(to);
        }
        try (DirectoryStream<Path> children = Files.newDirectoryStream(from)) {
            for (Path child : children) {
                Path target = to.resolve(String.valueOf(child.getFileName()));
                if (Files.isDirectory(child, NOFOLLOW_LINKS)) {
                    link(environment, rock, child, target, owners);
                } else {
                    InstalledRock other = owners.putIfAbsent(target, rock);
                    if (other != null || !link(child, target)) {
                        throw taken(environment, rock, target, other);
                    }
                }
            }
        }
    }

    private void launchers(String environment, EnvironmentLock lock, Path folder, Map<Path, InstalledRock> owners)
            throws IOException {
        Launcher launcher = new Launcher(
                lock.dialect(),
                lock.rocks().stream().map(rock -> objects.apply(rock.object())).toList());
        for (InstalledRock rock : lock.rocks()) {
            Path scripts = objects.apply(rock.object()).resolve(Layout.SCRIPT);
            if (!Files.isDirectory(scripts, NOFOLLOW_LINKS)) {
                continue;
            }
            create(folder);
            try (DirectoryStream<Path> programs = Files.newDirectoryStream(scripts, Files::isRegularFile)) {
                for (Path program : programs) {
                    Path target = folder.resolve(String.valueOf(program.getFileName()));
                    InstalledRock other = owners.putIfAbsent(target, rock);
                    if (other != null || Files.exists(target, NOFOLLOW_LINKS)) {
                        throw taken(environment, rock, target, other);
                    }
                    Files.write(target, launcher.of(program).getBytes(UTF_8));
                    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("r-xr-xr-x"));
                }
            }
        }
    }

    private static PackagesException taken(
            String environment, InstalledRock rock, Path target, @Nullable InstalledRock other) {
        String name = String.valueOf(target.getFileName());
        List<String> rocks = List.of(String.valueOf(other), rock.toString());
        if (String.valueOf(requireNonNull(target.getParent(), "parent").getFileName())
                .equals(Layout.BIN)) {
            return new ProgramConflictException(environment, name, rocks);
        }
        return new ModuleConflictException(environment, name, rocks);
    }

    /** Returns false if there is something already: under the same name, or one that is the same for the file system. */
    private static boolean link(Path from, Path to) throws IOException {
        try {
            Files.createLink(to, from);
        } catch (UnsupportedOperationException | FileSystemException e) {
            if (Files.exists(to, NOFOLLOW_LINKS)) {
                return false;
            }
            Files.copy(from, to);
        }
        return true;
    }

    /** Others than this JVM's user run VMs, so what the process takes away from new files must not count. */
    private static void create(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Gives a prepared folder to a generation. One that is there stays. */
    Path publish(String environment, int generation, Path prepared) {
        Path folder = folder(environment, generation);
        try {
            Files.move(prepared, folder, ATOMIC_MOVE);
        } catch (FileSystemException e) {
            delete(prepared);
            if (!Files.isDirectory(folder)) {
                throw new UncheckedIOException(e);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return folder;
    }

    /** The folder of a generation, which is made if it is missing. */
    Path ensure(String environment, int generation, EnvironmentLock lock) {
        Path folder = folder(environment, generation);
        return Files.isDirectory(folder) ? folder : publish(environment, generation, prepare(environment, lock));
    }

    /** Removes what the dead have left; only while nobody else changes the environment. */
    void sweep(String environment) {
        Path folder = folder(environment);
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, TEMPORARY + "*")) {
            left.forEach(EnvironmentFiles::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes a generation; nobody sees half of it. Only while nobody else changes the environment. */
    void remove(String environment, int generation) {
        Path folder = folder(environment, generation);
        if (Files.isDirectory(folder)) {
            try {
                hideAndDelete(environment, folder);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Removes all generations, as {@link #remove(String, int)} does. The folder of VMs that name no environment stays: some see it, and look there for what comes later. */
    void remove(String environment) {
        Path folder = folder(environment);
        if (!Files.isDirectory(folder)) {
            return;
        }
        try {
            List<Path> generations;
            try (Stream<Path> children = Files.list(folder)) {
                generations = children.toList();
            }
            for (Path generation : generations) {
                hideAndDelete(environment, generation);
            }
            if (!environment.equals(Environment.DEFAULT)) {
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void hideAndDelete(String environment, Path generation) throws IOException {
        Path hidden = folder(environment).resolve(TEMPORARY + UUID.randomUUID());
        Files.move(generation, hidden, ATOMIC_MOVE);
        delete(hidden);
    }

    /** The files that a generation should have, and does not, and those that it should not have, and does. */
    List<String> compare(String environment, int generation, EnvironmentLock lock) {
        Path folder = folder(environment, generation);
        Path expected = prepare(environment, lock);
        try {
            List<String> problems = new ArrayList<>();
            Map<String, Path> there = list(folder);
            list(expected).forEach((path, file) -> {
                Path other = there.remove(path);
                if (other == null) {
                    problems.add("its folder lacks " + path);
                } else if (differ(file, other)) {
                    problems.add("its file " + path + " was changed");
                }
            });
            there.keySet().forEach(path -> problems.add("its folder has " + path + ", which is of no rock"));
            return problems;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            delete(expected);
        }
    }

    /**
     * How large a generation is.
     *
     * @param bytes of all its files
     * @param fresh of those that were not seen before
     */
    record Size(long bytes, long fresh) {}

    /** Sees the files of a generation. */
    Size size(String environment, int generation, Set<Object> seen) {
        long bytes = 0;
        long fresh = 0;
        try {
            for (Path file : list(folder(environment, generation)).values()) {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class, NOFOLLOW_LINKS);
                Object key = attributes.fileKey();
                bytes += attributes.size();
                fresh += seen.add(key == null ? file : key) ? attributes.size() : 0;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Size(bytes, fresh);
    }

    private static boolean differ(Path one, Path other) {
        try {
            return !Files.isSameFile(one, other) && Files.mismatch(one, other) >= 0;
        } catch (IOException e) {
            return true;
        }
    }

    private static Map<String, Path> list(Path folder) throws IOException {
        Map<String, Path> files = new HashMap<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> walk = Files.walk(folder)) {
                walk.filter(path -> !Files.isDirectory(path, NOFOLLOW_LINKS))
                        .forEach(path -> files.put(folder.relativize(path).toString(), path));
            }
        }
        return files;
    }

    static void delete(Path folder) {
        if (!Files.exists(folder, NOFOLLOW_LINKS)) {
            return;
        }
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path inner, @Nullable IOException failure)
                        throws IOException {
                    Files.deleteIfExists(inner);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
