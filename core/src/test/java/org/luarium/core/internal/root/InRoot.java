// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.root;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Runs programs where there is nothing else than a root, with what the machine has for that. */
final class InRoot {
    private static final List<List<String>> WAYS =
            List.of(List.of("chroot"), List.of("bwrap", "--unshare-user", "--ro-bind"), List.of("unshare", "-rR"));

    private InRoot() {}

    /** Returns what a program prints in a root; without a way to run it there, the test is skipped. */
    static String run(Path root, Map<String, String> environment, String... program) throws Exception {
        List<String> command = new ArrayList<>(way());
        command.add(root.toString());
        if (command.contains("--ro-bind")) {
            command.add("/");
        }
        command.addAll(List.of(program));
        return run(command, environment);
    }

    static String run(List<String> command, Map<String, String> environment) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).directory(new File("/"));
        builder.environment().keySet().removeIf(name -> !name.equals("PATH"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return output.strip();
    }

    private static List<String> way() throws InterruptedException {
        for (List<String> way : WAYS) {
            List<String> command = new ArrayList<>(way);
            command.add("/");
            if (way.contains("--ro-bind")) {
                command.add("/");
            }
            command.add("true");
            try {
                if (new ProcessBuilder(command).start().waitFor() == 0) {
                    return way;
                }
            } catch (IOException e) {
                // The next one
            }
        }
        assumeTrue(false, "neither chroot nor bwrap nor unshare can give a process a root of its own here");
        return List.of();
    }

    /** Returns the files of a program under the paths that they have on the host. */
    static Map<String, Path> files(Path program) throws IOException {
        Map<String, Path> files = new TreeMap<>();
        for (Path file : ProgramFiles.of(program, Map.of())) {
            files.put(file.toString(), file);
        }
        return files;
    }

    static Path installed(String program) {
        Path path = Path.of("/usr/bin", program);
        assumeTrue(Files.isExecutable(path), program + " is not installed");
        return path;
    }
}
