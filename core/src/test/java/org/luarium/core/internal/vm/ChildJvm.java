// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A JVM of its own, to which a test may do what it does not want done to itself. It talks in lines. */
final class ChildJvm implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;
    private final List<String> seen = new ArrayList<>();

    /**
     * Starts it.
     *
     * @param before what goes before the command: a tool that changes the surroundings and executes the rest
     * @param options of the JVM
     */
    ChildJvm(List<String> before, List<String> options, Class<?> main, Object... arguments) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
        command.addAll(options);
        command.add(main.getName());
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Waits for a line that begins so, and returns the rest of it. */
    String await(String beginning) throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            seen.add(line);
            if (line.startsWith(beginning)) {
                return line.substring(beginning.length()).strip();
            }
        }
        throw new AssertionError("it ended without the line '" + beginning + "': " + String.join("\n", seen));
    }

    void say(String line) throws IOException {
        OutputStream input = process.getOutputStream();
        input.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        input.flush();
    }

    long pid() {
        return process.pid();
    }

    Set<Long> descendants() {
        return Accounting.descendants(process.pid());
    }

    void signal(String name) throws Exception {
        signal(process.pid(), name);
    }

    static void signal(long pid, String name) throws Exception {
        int code = new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException("kill -" + name + " " + pid + " failed");
        }
    }

    /** Waits for its end and returns its exit code. */
    int end() throws Exception {
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            throw new AssertionError("it does not end: " + String.join("\n", seen));
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
