// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.luarium.core.internal.confine.JobPlanner;
import org.luarium.core.internal.confine.Sandbox;
import org.luarium.core.internal.confine.Tier;
import org.luarium.core.internal.process.FifoLauncher;
import org.luarium.core.internal.process.ProcessLauncher;
import org.luarium.core.internal.program.OwnedPrograms;
import org.luarium.core.internal.program.ProgramHost;
import org.luarium.core.internal.root.RootStore;
import org.luarium.extension.ExtensionKind;
import org.luarium.extension.ExtensionSpec;
import org.luarium.extension.ExtensionSpecBuilder;
import org.luarium.extensions.internal.dependency.ClassPaths;
import org.luarium.extensions.internal.dependency.DependencySettings;
import org.luarium.extensions.internal.rpc.Watch;
import org.luarium.extensions.internal.segment.SharedFolders;
import org.luarium.extensions.sample.Calculator;
import org.luarium.extensions.sample.CalculatorExtension;
import org.luarium.extensions.sample.Dictionary;
import org.luarium.extensions.sample.Matrices;
import org.luarium.extensions.sample.MatricesExtension;
import org.luarium.extensions.sample.Unruly;
import org.luarium.extensions.sample.UnrulyExtension;
import org.luarium.isolate.ProgramConfig;
import org.luarium.store.internal.Settings;
import org.luarium.store.internal.StoreImpl;

/** Extensions without a container, with real processes and a real store, in a folder that goes away. */
final class TestHost implements AutoCloseable {
    /** The kernel counts processes by user, and another JVM with tests may run now. */
    private static final int FIRST_USER =
            740_000 + (int) (ProcessHandle.current().pid() % 50) * 1000;

    final Path folder;
    final Extensions extensions;
    final BlockingQueue<String> registrations = new LinkedBlockingQueue<>();
    final StoreImpl store;
    private final ProcessLauncher launcher;
    private final ProgramHost programHost;
    private final OwnedPrograms programs;
    private final Watch watch = new Watch();

    TestHost() throws IOException {
        this(Grants.NONE);
    }

    TestHost(Grants grants) throws IOException {
        this(grants, Tier.NAMESPACES, config -> config);
    }

    /** With a limit to how it can confine, and with other programs than those that extensions are. */
    TestHost(Grants grants, Tier best, UnaryOperator<ProgramConfig> changed) throws IOException {
        this(grants, best, changed, Path.of("/dev/shm"));
    }

    /** With a folder whose files are in memory. */
    TestHost(Grants grants, Path memory) throws IOException {
        this(grants, Tier.NAMESPACES, config -> config, memory);
    }

    private TestHost(Grants grants, Tier best, UnaryOperator<ProgramConfig> changed, Path memory) throws IOException {
        folder = Files.createTempDirectory("luarium-extension-test").toRealPath();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path run = Files.createDirectories(folder.resolve("run"));
        launcher = new FifoLauncher(Files.createDirectories(run.resolve("fifo")));
        Sandbox sandbox = new Sandbox(
                launcher, true, new RootStore(run.resolve("roots")), run.resolve("sandbox"), best, FIRST_USER);
        programHost = new ProgramHost(launcher, new JobPlanner(sandbox, run.resolve("jobs")));
        programs = programHost.owned();
        store = new StoreImpl(folder.resolve("store"), Settings.defaults());
        JavaStarter java = new JavaStarter(
                config -> programs.start(changed.apply(config)),
                new ClassPaths(store, folder.resolve("home"), DependencySettings.defaults()),
                grants,
                watch,
                folder.resolve("extensions"),
                new SharedFolders(memory, folder.resolve("shared")));
        extensions = new Extensions(
                Map.of(ExtensionKind.JAVA, java),
                new Registrar() {
                    @Override
                    public void publish(LoadedExtension extension) {
                        registrations.add("published " + extension.name() + " " + extension.generation());
                    }

                    @Override
                    public void withdraw(LoadedExtension extension) {
                        registrations.add("withdrawn " + extension.name());
                    }
                },
                Clock.systemUTC());
    }

    /** A jar with classes of tests. */
    Path jar(String name, Class<?>... classes) throws IOException {
        Path jar = folder.resolve(name + ".jar");
        if (Files.exists(jar)) {
            return jar;
        }
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            for (Class<?> each : classes) {
                String entry = each.getName().replace('.', '/') + ".class";
                zip.putNextEntry(new ZipEntry(entry));
                try (InputStream in = each.getClassLoader().getResourceAsStream(entry)) {
                    in.transferTo(zip);
                }
            }
        }
        return jar;
    }

    /** The extension of tests. */
    ExtensionSpecBuilder calculator(String name) throws IOException {
        return ExtensionSpec.java(name, Calculator.class)
                .jar(jar("calculator", Calculator.class, CalculatorExtension.class, Dictionary.class))
                .main(CalculatorExtension.class.getName());
    }

    /** The extension of tests that misbehaves. */
    ExtensionSpecBuilder unruly(String name) throws IOException {
        return ExtensionSpec.java(name, Unruly.class)
                .jar(jar("unruly", Unruly.class, Unruly.Callback.class, UnrulyExtension.class, Dictionary.class))
                .main(UnrulyExtension.class.getName());
    }

    Unruly load(ExtensionSpecBuilder spec) {
        return extensions.load(spec.build()).service(Unruly.class);
    }

    /** Another program in the place of one: what a shell executes. */
    static ProgramConfig other(ProgramConfig config, String script) {
        return ProgramConfig.builder(config.name(), Path.of("/bin/sh"))
                .arguments("-c", script, "sh")
                .subprocesses(true)
                .mode(config.mode())
                .startTime(config.startTime())
                .build();
    }

    /** The folders that extensions have now. */
    List<Path> workFolders() throws IOException {
        try (Stream<Path> all = Files.list(folder.resolve("extensions/work"))) {
            return all.toList();
        }
    }

    /** The extension of tests that shares memory. */
    ExtensionSpecBuilder matrices(String name) throws IOException {
        return ExtensionSpec.java(name, Matrices.class)
                .jar(jar("matrices", Matrices.class, MatricesExtension.class))
                .main(MatricesExtension.class.getName());
    }

    List<String> takeRegistrations() {
        List<String> taken = new java.util.ArrayList<>();
        registrations.drainTo(taken);
        return taken;
    }

    @Override
    public void close() throws IOException {
        extensions.close();
        watch.close();
        programs.close();
        programHost.close();
        launcher.close();
        store.close();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) throws IOException {
                Files.setPosixFilePermissions(visited, PosixFilePermissions.fromString("rwx------"));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException problem) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
