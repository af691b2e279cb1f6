// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.lock;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** A second JVM that takes and releases one lock, as it is told. */
final class OtherProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Process process;
    private final BufferedReader answers;
    private final BufferedWriter commands;

    OtherProcess(Path lockFile) throws IOException {
        process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        OtherProcess.class.getName(),
                        lockFile.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        answers = process.inputReader(UTF_8);
        commands = process.outputWriter(UTF_8);
    }

    /** Says something without waiting for the answer. */
    void tell(String command) throws IOException {
        commands.write(command + "\n");
        commands.flush();
    }

    String ask(String command) throws IOException {
        tell(command);
        return answer();
    }

    String answer() throws IOException {
        return String.valueOf(answers.readLine());
    }

    boolean hasAnswered() throws IOException {
        return answers.ready();
    }

    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        BufferedWriter out = new BufferedWriter(new OutputStreamWriter(System.out, UTF_8));
        try (StoreLocks locks = StoreLocks.open(Path.of(args[0]))) {
            Optional<Held> held = Optional.empty();
            for (String command = in.readLine(); command != null; command = in.readLine()) {
                switch (command) {
                    case "release" -> held.ifPresent(Held::close);
                    case "wait" -> held = Optional.of(locks.acquire(LockKey.COLLECTION, LockMode.EXCLUSIVE, PATIENCE));
                    default -> held = locks.tryAcquire(LockKey.COLLECTION, LockMode.valueOf(command));
                }
                out.write((held.isPresent() ? "done" : "busy") + "\n");
                out.flush();
            }
        }
    }
}
