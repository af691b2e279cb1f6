// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs the executable jar as a user would, with a home of its own. */
final class Luarium {
    static final Path JAR = Path.of("target/luarium.jar").toAbsolutePath();
    static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();
    /** Half of the processor time of a short run goes into the better one of two compilers. */
    static final String QUICK = "-XX:TieredStopAtLevel=1";

    private static final long PATIENCE_SECONDS = 90;

    private final List<String> program;
    private final Path home;
    private boolean passesHome = true;
    private final Map<String, String> environment = new HashMap<>();

    Luarium(List<String> program, Path home) {
        this.program = program;
        this.home = home;
    }

    static Luarium jar(Path home) {
        return new Luarium(List.of(JAVA, QUICK, "-jar", JAR.toString()), home);
    }

    /** Exactly as the README has it. */
    static Luarium plainJar(Path home) {
        return new Luarium(List.of(JAVA, "-jar", JAR.toString()), home);
    }

    /** Runs a command line of the system's shell at a terminal of 50 rows, or skips the test where there is no terminal. */
    static Luarium terminal(int columns, String command, Path home) {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "skipped: there is no script to make a terminal");
        String line = "stty rows 50 cols " + columns + "; " + command;
        return new Luarium(List.of("script", "-qefc", line, "/dev/null"), home)
                .withoutHomeOption()
                .with("TERM", "xterm")
                .with("SHELL", "/bin/sh");
    }

    /** For a program that passes the home on in its own way. */
    Luarium withoutHomeOption() {
        passesHome = false;
        return this;
    }

    Luarium with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Result run(String... arguments) throws Exception {
        return runWithInput(new byte[0], arguments);
    }

    Result runWithInput(byte[] input, String... arguments) throws Exception {
        try (Running running = start(arguments)) {
            running.feed(new ByteArrayInputStream(input));
            return running.await();
        }
    }

    Running start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(program);
        if (passesHome) {
            command.addAll(List.of("--home", home.toString()));
        }
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        // What the test JVM was given says nothing about those it starts.
        builder.environment().keySet().removeIf(name -> name.startsWith("LUARIUM") || name.endsWith("JAVA_OPTIONS"));
        builder.environment().putAll(environment);
        return new Running(builder.start());
    }

    /** Whether a command ends well, within the patience of tests. */
    static boolean succeeds(List<String> command) throws Exception {
        try (Running running = new Running(new ProcessBuilder(command).start())) {
            return running.await().code() == 0;
        }
    }

    /** Processes that have the home in their arguments, program or open files: Luarium and its children. */
    List<String> processes() {
        return processesAt(home);
    }

    static List<String> processesAt(Path folder) {
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            return all.filter(path -> path.getFileName().toString().matches("\\d+"))
                    .map(path -> path.getFileName() + " " + traces(path))
                    .filter(text -> text.contains(folder.toString()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String traces(Path process) {
        List<String> texts = new ArrayList<>();
        try {
            texts.add(Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1)
                    .replace('\0', ' '));
            texts.add(Files.readSymbolicLink(process.resolve("exe")).toString());
            try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
                for (Path descriptor : descriptors.toList()) {
                    texts.add(Files.readSymbolicLink(descriptor).toString());
                }
            }
        } catch (IOException e) {
            // It has just ended, or belongs to the kernel.
        }
        return String.join(" ", texts);
    }

    /**
     * From Java 24 on, the JVM warns of what Felix does, in four lines of its error output that only an option of the JVM
     * can silence. {@code bin/luarium} gives it; {@code java -jar} cannot.
     */
    static String withoutWarningsOfJava(String text) {
        return text.replaceAll("WARNING: .*(sun\\.misc\\.Unsafe|felix\\.framework\\.util\\.SecureAction).*\\R", "");
    }

    /** What a process printed and how it ended. */
    record Result(int code, ByteBuffer output, String err) {
        Result {
            err = withoutWarningsOfJava(err);
        }

        String out() {
            return StandardCharsets.UTF_8.decode(output.duplicate()).toString();
        }
    }

    /** A process; closing kills it if it still runs. */
    static final class Running implements AutoCloseable {
        private final Process process;
        private final CompletableFuture<byte[]> out;
        private final CompletableFuture<byte[]> err;
        private final ByteArrayOutputStream seen = new ByteArrayOutputStream();

        Running(Process process) {
            this.process = process;
            out = collect(process.getInputStream());
            err = collect(process.getErrorStream());
        }

        private CompletableFuture<byte[]> collect(InputStream stream) {
            return CompletableFuture.supplyAsync(
                    () -> {
                        try (stream) {
                            var bytes = new ByteArrayOutputStream();
                            byte[] buffer = new byte[8192];
                            for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
                                bytes.write(buffer, 0, count);
                                seen.write(buffer, 0, count);
                            }
                            return bytes.toByteArray();
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    },
                    task -> new Thread(task, "collect").start());
        }

        void feed(InputStream input) {
            try (OutputStream target = process.getOutputStream()) {
                input.transferTo(target);
            } catch (IOException e) {
                // It ended without reading everything.
            }
        }

        void type(String text) throws IOException {
            process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        }

        /** Everything on both streams so far. */
        String seen() {
            return seen.toString(StandardCharsets.UTF_8);
        }

        long pid() {
            return process.pid();
        }

        void signal(String name) throws Exception {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        }

        Result await() throws Exception {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("it did not end; so far it printed: " + seen());
            }
            return new Result(
                    process.exitValue(),
                    ByteBuffer.wrap(out.get(PATIENCE_SECONDS, TimeUnit.SECONDS)),
                    new String(err.get(PATIENCE_SECONDS, TimeUnit.SECONDS), StandardCharsets.UTF_8));
        }

        @Override
        public void close() {
            process.destroyForcibly().onExit().join();
        }
    }
}
