// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A shell of the system in the root of the checkout, with a home of its own, in which the transcripts of documents are replayed. */
final class Console {
    private static final long MOST_SECONDS = 90;
    private static final String MARK = "\u0001";

    private final Path home;

    /** Takes an empty folder as home. */
    Console(Path home) throws IOException {
        this.home = home;
        Path bin = Files.createDirectory(home.resolve(".bin"));
        // Java takes the home of its user from the system, not from HOME, so it has to be told.
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Files.writeString(bin.resolve("java"), "#!/bin/sh\nexec '" + java + "' '-Duser.home=" + home + "' \"$@\"\n");
        Files.setPosixFilePermissions(bin.resolve("java"), PosixFilePermissions.fromString("rwx------"));
        Files.createSymbolicLink(bin.resolve("jar"), java.resolveSibling("jar"));
    }

    void replay(Transcript transcript) throws IOException, InterruptedException {
        List<Transcript.Step> steps = transcript.steps();
        StringBuilder script = new StringBuilder("status=0\n");
        for (Transcript.Step step : steps) {
            // Each command sees the exit code of the one before it, not that of the mark between them.
            script.append("(exit $status)\n").append(step.command()).append("\nstatus=$?\nprintf '\\001'\n");
        }
        String[] outputs = run(script.toString()).split(MARK, -1);

        assertThat(outputs).as("outputs of the commands of " + transcript).hasSize(steps.size() + 1);
        for (int i = 0; i < steps.size(); i++) {
            Transcript.Step step = steps.get(i);
            assertThat(step.printed(outputs[i]))
                    .as(
                            "%s: $ %s%n--- documented%n%s%n--- printed%n%s",
                            transcript, step.command(), String.join("\n", step.output()), outputs[i])
                    .isTrue();
        }
    }

    private String run(String script) throws IOException, InterruptedException {
        Path output = Files.createTempFile(home, ".output", "");
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", script)
                .directory(Markdown.ROOT.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment()
                .keySet()
                .removeAll(List.of("LUARIUM_DEBUG", "PYLUA_DEBUG", "JDK_JAVA_OPTIONS", "NO_COLOR"));
        builder.environment().put("HOME", home.toString());
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().merge("PATH", home.resolve(".bin").toString(), (path, bin) -> bin + ":" + path);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(MOST_SECONDS, TimeUnit.SECONDS))
                    .as("whether the commands end within %d s; so far: %s", MOST_SECONDS, Files.readString(output))
                    .isTrue();
            return Luarium.withoutWarningsOfJava(Files.readString(output, StandardCharsets.UTF_8));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
