// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.dependency;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.luarium.store.internal.Settings;
import org.luarium.store.internal.StoreImpl;

/** A real store and the home of extensions, in a folder that goes away. */
final class TestExtensions implements AutoCloseable {
    final Path folder;
    final Path home;
    StoreImpl store;

    TestExtensions() throws IOException {
        folder = Files.createTempDirectory("luarium-dependency-test").toRealPath();
        home = folder.resolve("extensions");
        store = new StoreImpl(folder.resolve("store"), Settings.defaults());
    }

    ClassPaths classPaths(DependencySettings settings) {
        return new ClassPaths(store, home, settings);
    }

    ClassPaths classPaths(RepositoryAddress... repositories) {
        return classPaths(DependencySettings.defaults().withRepositories(List.of(repositories)));
    }

    void reopenStore() {
        store.close();
        store = new StoreImpl(folder.resolve("store"), Settings.defaults());
    }

    /** How many bytes are in the store. */
    long storeSize() throws IOException {
        try (Stream<Path> files = Files.walk(store.root())) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    /** What the main class of an application prints, in a JVM of its own with nothing else on its class path. */
    static String run(ClassPath classPath) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath.files().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
                        "app.App")
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    static List<String> names(ClassPath classPath) {
        return classPath.files().stream()
                .map(file -> file.getFileName().toString())
                .toList();
    }

    @Override
    public void close() throws IOException {
        store.close();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException problem) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
