// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.descriptor;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder with a folder for each extension. What counts is what was the same in two looks, one after the other: files that are being copied, or that an editor replaces, are left alone. Confined to one thread.
 */
public final class FolderWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FolderWatch.class);
    private static final int MOST_EXTENSIONS = 1000;
    private static final int MOST_FILES = 10_000;
    private static final int DEEPEST = 8;

    private final Path folder;
    private final Function<String, Class<?>> types;
    private final Deployments deployments;
    private final Map<Path, Set<String>> before = new HashMap<>();
    private final Map<Path, Set<String>> deployed = new HashMap<>();
    private boolean complained;

    /**
     * Creates it.
     *
     * @param folder need not exist
     * @param types finds interfaces
     */
    public FolderWatch(Path folder, Function<String, Class<?>> types, Deployments deployments) {
        this.folder = folder;
        this.types = types;
        this.deployments = deployments;
    }

    /** Looks once. */
    public void look() {
        Map<Path, Set<String>> now;
        try {
            now = snapshot();
            complained = false;
        } catch (IOException e) {
            if (!complained) {
                log.warn("The extensions in {} cannot be seen, and stay as they are", folder, e);
                complained = true;
            }
            return;
        }
        now.forEach((path, files) -> {
            if (files.equals(before.get(path)) && !files.equals(deployed.get(path))) {
                deployed.put(path, files);
                deployments.want(carrier(path), new FolderSource(path, types));
            }
        });
        for (Path path : new HashSet<>(deployed.keySet())) {
            if (!now.containsKey(path) && !before.containsKey(path)) {
                deployed.remove(path);
                deployments.unwant(carrier(path), Duration.ZERO);
            }
        }
        before.clear();
        before.putAll(now);
    }

    private static String carrier(Path path) {
        return "folder " + path;
    }

    private Map<Path, Set<String>> snapshot() throws IOException {
        if (!Files.isDirectory(folder)) {
            return Map.of();
        }
        List<Path> found;
        try (Stream<Path> all = Files.list(folder)) {
            found = all.filter(one -> Files.isRegularFile(one.resolve(FolderSource.DESCRIPTOR)))
                    .limit(MOST_EXTENSIONS + 1L)
                    .toList();
        }
        if (found.size() > MOST_EXTENSIONS) {
            throw new IOException(folder + " has more than " + MOST_EXTENSIONS + " extensions; move some elsewhere");
        }
        Map<Path, Set<String>> snapshot = new HashMap<>();
        for (Path path : found) {
            snapshot.put(path, files(path));
        }
        return snapshot;
    }

    /** What tells a change. */
    private static Set<String> files(Path extension) throws IOException {
        Set<String> files = new TreeSet<>();
        Files.walkFileTree(extension, Set.of(FileVisitOption.FOLLOW_LINKS), DEEPEST, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                files.add(file + "\n" + attributes.size() + " " + attributes.lastModifiedTime() + " "
                        + attributes.fileKey());
                if (files.size() > MOST_FILES) {
                    throw new IOException(extension + " has more than " + MOST_FILES + " files");
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException problem) {
                // It went away meanwhile, or leads to itself
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException problem) {
                return FileVisitResult.CONTINUE;
            }
        });
        return files;
    }

    /** Takes what it has deployed away. */
    @Override
    public void close() {
        deployed.keySet().forEach(path -> deployments.unwant(carrier(path), Duration.ZERO));
        deployed.clear();
        before.clear();
    }
}
