// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.program;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.luarium.core.internal.confine.JobPlanner;
import org.luarium.core.internal.confine.Sandbox;
import org.luarium.core.internal.confine.Tier;
import org.luarium.core.internal.process.FifoLauncher;
import org.luarium.core.internal.process.Folders;
import org.luarium.core.internal.process.ProcessLauncher;
import org.luarium.core.internal.process.StdioLauncher;
import org.luarium.core.internal.root.RootStore;
import org.luarium.isolate.IsolatedProgram;
import org.luarium.isolate.ProgramConfig;

/** A host of programs without a container, and the child JVM that tests start. */
final class TestPrograms implements AutoCloseable {
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    private final Path folder;
    private final ProcessLauncher launcher;
    private final ProgramHost host;
    private final OwnedPrograms programs;
    private final Map<IsolatedProgram, BufferedReader> readers = new ConcurrentHashMap<>();

    TestPrograms(Path folder, Tier best) throws IOException {
        this(folder, best, false);
    }

    TestPrograms(Path folder, Tier best, boolean stdio) throws IOException {
        this.folder = folder;
        Path run = Folders.createPrivate(folder.resolve("run"));
        launcher = stdio ? new StdioLauncher() : new FifoLauncher(Folders.createPrivate(run.resolve("fifo")));
        Sandbox sandbox =
                new Sandbox(launcher, true, new RootStore(run.resolve("roots")), run.resolve("sandbox"), best, 730_000);
        host = new ProgramHost(launcher, new JobPlanner(sandbox, run.resolve("jobs")));
        programs = host.owned();
    }

    ProgramHost host() {
        return host;
    }

    /** A child JVM that answers lines. Its class is given in a folder of its own. */
    ProgramConfig.Builder echo(String name) throws IOException {
        Path classes = folder.resolve("classes");
        Path place = classes.resolve(EchoProgram.class.getName().replace('.', '/') + ".class");
        if (!Files.exists(place)) {
            Files.createDirectories(place.getParent());
            try (var bytes = EchoProgram.class.getResourceAsStream("EchoProgram.class")) {
                Files.copy(bytes, place);
            }
        }
        ProgramConfig.Builder builder = ProgramConfig.builder(name, JAVA.toRealPath())
                .kind("java")
                .arguments(
                        "-XX:-UsePerfData",
                        "-XX:+DisableAttachMechanism",
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx64m",
                        "-cp",
                        classes.toString(),
                        EchoProgram.class.getName())
                .readable(classes);
        javaFiles().forEach(builder::readable);
        return builder;
    }

    /** The home of this JVM, and where links in it lead. */
    static List<Path> javaFiles() throws IOException {
        Path home = Path.of(System.getProperty("java.home")).toRealPath();
        Map<Path, Boolean> found = new TreeMap<>();
        found.put(home, true);
        try (Stream<Path> files = Files.walk(home.resolve("conf"))) {
            for (Path link : files.filter(Files::isSymbolicLink).toList()) {
                Path real = link.toRealPath().getParent();
                if (!real.startsWith(home)) {
                    found.put(real, true);
                }
            }
        }
        return new ArrayList<>(found.keySet());
    }

    IsolatedProgram start(ProgramConfig.Builder config) throws IOException {
        IsolatedProgram program = programs.start(config.build());
        readers.put(program, new BufferedReader(new InputStreamReader(program.input(), StandardCharsets.UTF_8)));
        readLine(program);
        return program;
    }

    IsolatedProgram start(ProgramConfig config) {
        return programs.start(config);
    }

    OwnedPrograms programs() {
        return programs;
    }

    /** A shell that has greeted when its script has written to descriptor 4; its link is on 3 and 4. */
    static ProgramConfig.Builder shell(String name, String script) {
        return ProgramConfig.builder(name, Path.of("/bin/sh"))
                .arguments("-c", "exec 3<$2 4>$3; " + script, "sh")
                .environment("PATH", "/usr/bin:/bin");
    }

    String ask(IsolatedProgram program, String line) {
        tell(program, line);
        return readLine(program);
    }

    void tell(IsolatedProgram program, String line) {
        try {
            program.output().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            program.output().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String readLine(IsolatedProgram program) {
        try {
            return String.valueOf(readers.get(program).readLine());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        host.close();
        launcher.close();
    }
}
