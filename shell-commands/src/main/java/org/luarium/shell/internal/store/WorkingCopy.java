// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.luarium.shell.internal.syntax.UsageException;
import org.luarium.store.Ref;
import org.luarium.store.Store;

/** A copy of an object in a temporary folder, to look around and try things in. Removed when it is closed, unless it is kept. */
public final class WorkingCopy implements AutoCloseable {
    private static final long GRACE_SECONDS = 2;

    private final Path parent;
    private final Path folder;
    private boolean kept;

    private WorkingCopy(Path parent, Path folder) {
        this.parent = parent;
        this.folder = folder;
    }

    public static WorkingCopy of(Store store, Ref.RRef rref) {
        try {
            Path parent = Files.createTempDirectory("luarium-store-");
            WorkingCopy copy = new WorkingCopy(parent, parent.resolve(rref.name()));
            try {
                store.copy(rref, copy.folder);
            } catch (RuntimeException e) {
                copy.close();
                throw e;
            }
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path folder() {
        return folder;
    }

    public void keep() {
        kept = true;
    }

    /**
     * Whether what a shell has as its terminal is the one that this JVM was started at, so that a program can share it. Others belong to a connection. Asked by the name of the class,
     * because a container need not have JLine.
     */
    public static boolean isOfThisJvm(Object terminal) {
        return terminal.getClass().getSimpleName().endsWith("SysTerminal");
    }

    /** Runs a program on the terminal of this JVM, and waits for its end. When the thread is interrupted, it ends the program. */
    public int run(String program) {
        ProcessBuilder builder =
                new ProcessBuilder(program).directory(folder.toFile()).inheritIO();
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UsageException("cannot start " + program + ": " + e.getMessage() + "; set SHELL to another one");
        }
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            end(process);
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    private static void end(Process process) {
        process.destroy();
        try {
            if (process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }

    @Override
    public void close() {
        if (kept) {
            return;
        }
        try {
            Files.walkFileTree(parent, new Deletion());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes a tree, also where somebody has taken the right to write away. */
    private static final class Deletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            boolean unused =
                    folder.toFile().setWritable(true) && folder.toFile().setExecutable(true);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException problem) throws IOException {
            if (problem != null) {
                throw problem;
            }
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
