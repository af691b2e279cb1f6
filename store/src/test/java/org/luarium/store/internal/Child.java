// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.luarium.store.internal.tree.Trees;

/** Another JVM that has a store open. Killed when closed. */
final class Child implements AutoCloseable {
    private static final String NOBODY = "65534";
    private static final String PATH =
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

    private final Process process;
    private final Path output;

    private Child(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Starts a class with a main method. What it writes goes to a file. */
    static Child start(Path output, Class<?> main, String... arguments) throws IOException {
        return start(List.of(), PATH, output, main, arguments);
    }

    /** Starts it through a program, such as one that sets limits. */
    static Child startThrough(List<String> prefix, Path output, Class<?> main, String... arguments) throws IOException {
        return start(prefix, PATH, output, main, arguments);
    }

    /** Starts it as a user without any rights, who can read a copy of the class path in a folder. */
    static Child startAsNobody(Path classes, Path output, Class<?> main, String... arguments) throws IOException {
        List<String> prefix = Privileges.isRoot()
                ? List.of("setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups")
                : List.of();
        return start(prefix, copy(classes), output, main, arguments);
    }

    private static Child start(List<String> prefix, String path, Path output, Class<?> main, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m", "-cp", path, main.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(new File("/"))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        return new Child(process, output);
    }

    private static String copy(Path classes) throws IOException {
        List<String> copies = new ArrayList<>();
        if (!Files.exists(classes)) {
            Files.createDirectory(classes);
        }
        for (String entry : PATH.split(File.pathSeparator, -1)) {
            Path source = Path.of(entry);
            Path copy = classes.resolve(Integer.toHexString(entry.hashCode()) + "-" + source.getFileName());
            if (Files.exists(source) && !Files.exists(copy)) {
                Trees.copyWritable(source, copy);
            }
            copies.add(copy.toString());
        }
        return String.join(File.pathSeparator, copies);
    }

    /** Lets it read the end of its input. */
    void finish() throws IOException {
        process.getOutputStream().close();
    }

    /** Whether it ends within a time. */
    boolean endsWithin(long millis) throws InterruptedException {
        return process.waitFor(millis, TimeUnit.MILLISECONDS);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    int exitCode() {
        return process.exitValue();
    }

    String output() throws IOException {
        return Files.readString(output);
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
