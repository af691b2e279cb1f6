// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A machine with a JDK and little else: a root file system of its own with a shell, what the start script and the documents call, and the libraries of
 * these; no Lua, no compiler, no network but loopback. It ends with the program that runs in it, together with all processes.
 */
final class BareMachine {
    private static final Path BWRAP = Path.of("/usr/bin/bwrap");
    /** Of the start script: cksum, mkdir, mv, readlink, rm, sed. Of terminals: script, stty, test, tty. Others stand in the documents. */
    private static final List<String> TOOLS = List.of(
            "/bin/sh",
            "/usr/bin/cat",
            "/usr/bin/chmod",
            "/usr/bin/cksum",
            "/usr/bin/cp",
            "/usr/bin/mkdir",
            "/usr/bin/mv",
            "/usr/bin/readlink",
            "/usr/bin/rm",
            "/usr/bin/script",
            "/usr/bin/sed",
            "/usr/bin/sort",
            "/usr/bin/stty",
            "/usr/bin/test",
            "/usr/bin/tr",
            "/usr/bin/tty",
            "/usr/bin/wc");

    private static final Pattern LIBRARY = Pattern.compile("(/[^\\s:]+\\.so[^\\s:]*)");
    private static final long PATIENCE_SECONDS = 20;

    private final Path jdk = Path.of(System.getProperty("java.home"));
    /** What stands where, by the path inside. */
    private final Map<String, Path> mounts = new LinkedHashMap<>();

    private final Path home;

    /** Takes an empty folder as home of its user. */
    BareMachine(Path home) throws IOException, InterruptedException {
        this.home = home;
        List<Path> binaries = new ArrayList<>();
        for (String tool : TOOLS) {
            mounts.put(tool, Path.of(tool).toRealPath());
            binaries.add(Path.of(tool));
        }
        mounts.put("/jdk", jdk.toRealPath());
        try (Stream<Path> files = Files.walk(jdk)) {
            for (Path file : files.toList()) {
                if (Files.isSymbolicLink(file)) {
                    mountTarget(file);
                } else if (file.toString().endsWith(".so") || file.endsWith("bin/java")) {
                    binaries.add(file);
                }
            }
        }
        for (String library : libraries(binaries)) {
            mounts.put(library, Path.of(library).toRealPath());
        }
        Path users = Files.writeString(home.resolve(".users"), "root:x:0:0::/root:/bin/sh\n");
        mounts.put("/etc/passwd", users);
    }

    /** Some systems keep the configuration of a JDK elsewhere. */
    private void mountTarget(Path link) throws IOException {
        Path target = link.getParent().resolve(Files.readSymbolicLink(link)).normalize();
        if (!target.startsWith(jdk) && Files.exists(target)) {
            mounts.put(target.toString(), target.toRealPath());
        }
    }

    /** What the loader would load for programs and libraries, without those that are part of the JDK. */
    private List<String> libraries(List<Path> binaries) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ldd"));
        binaries.forEach(binary -> command.add(binary.toString()));
        return LIBRARY.matcher(output(command))
                .results()
                .map(match -> match.group(1))
                .filter(library -> !library.startsWith(jdk.toString()) && Files.exists(Path.of(library)))
                .distinct()
                .toList();
    }

    private static String output(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(command.get(0) + " does not end");
        }
        return output;
    }

    /** Puts a file or folder of this machine there, to be read only. */
    BareMachine with(String inside, Path outside) throws IOException {
        mounts.put(inside, outside.toRealPath());
        return this;
    }

    /** Why there is none here, if so. */
    Optional<String> problem() throws IOException, InterruptedException {
        if (!Files.isExecutable(BWRAP)) {
            return Optional.of("there is no " + BWRAP);
        }
        String output = output(command("/", "/bin/sh", "-c", "java -version && echo works"));
        return output.endsWith("works\n") ? Optional.empty() : Optional.of(output);
    }

    /** The command that runs a program there, in one of its folders. */
    List<String> command(String folder, String... program) {
        List<String> command = new ArrayList<>(List.of(BWRAP.toString(), "--die-with-parent"));
        // Only root has capabilities to keep; for others there are namespaces of users.
        if (Files.isWritable(Path.of("/proc/1/oom_score_adj"))) {
            command.addAll(List.of("--cap-add", "ALL"));
        } else {
            command.addAll(List.of("--unshare-user", "--uid", "0", "--gid", "0"));
        }
        command.addAll(List.of("--unshare-net", "--unshare-pid", "--unshare-ipc", "--unshare-uts"));
        command.addAll(
                List.of("--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--bind", home.toString(), "/root"));
        mounts.forEach((inside, outside) -> command.addAll(List.of("--ro-bind", outside.toString(), inside)));
        command.addAll(
                List.of("--clearenv", "--setenv", "PATH", "/jdk/bin:/usr/bin:/bin", "--setenv", "HOME", "/root"));
        command.addAll(List.of("--setenv", "LC_ALL", "C.UTF-8", "--setenv", "TERM", "xterm", "--setenv", "PS1", "$ "));
        command.addAll(List.of("--setenv", "SHELL", "/bin/sh", "--chdir", folder));
        command.addAll(List.of(program));
        return command;
    }
}
