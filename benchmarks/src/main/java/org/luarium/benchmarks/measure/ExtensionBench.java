// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.measure;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.luarium.benchmarks.extension.Service;
import org.luarium.benchmarks.extension.ServiceExtension;
import org.luarium.core.internal.confine.JobPlanner;
import org.luarium.core.internal.confine.Sandbox;
import org.luarium.core.internal.confine.Tier;
import org.luarium.core.internal.process.Launchers;
import org.luarium.core.internal.process.LinkKind;
import org.luarium.core.internal.program.OwnedPrograms;
import org.luarium.core.internal.program.ProgramHost;
import org.luarium.core.internal.root.RootStore;
import org.luarium.extension.ExtensionKind;
import org.luarium.extension.ExtensionSpec;
import org.luarium.extension.ExtensionSpecBuilder;
import org.luarium.extensions.internal.dependency.ClassPaths;
import org.luarium.extensions.internal.dependency.DependencySettings;
import org.luarium.extensions.internal.host.Extensions;
import org.luarium.extensions.internal.host.Grants;
import org.luarium.extensions.internal.host.JavaStarter;
import org.luarium.extensions.internal.host.LoadedExtension;
import org.luarium.extensions.internal.host.Registrar;
import org.luarium.extensions.internal.rpc.Watch;
import org.luarium.store.internal.Settings;
import org.luarium.store.internal.StoreImpl;
import org.luarium.store.internal.tree.Trees;

/** Extensions without a container, set up as their component does it. */
public final class ExtensionBench implements AutoCloseable {
    private static final Registrar NOBODY = new Registrar() {
        @Override
        public void publish(LoadedExtension extension) {}

        @Override
        public void withdraw(LoadedExtension extension) {}
    };

    private final Path folder;
    private final Launchers.Chosen launcher;
    private final ProgramHost programHost;
    private final OwnedPrograms programs;
    private final StoreImpl store;
    private final Watch watch = new Watch();
    private final Extensions extensions;

    public ExtensionBench() throws IOException {
        folder = Files.createTempDirectory("luarium-benchmark-extensions").toRealPath();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        launcher = Launchers.choose(LinkKind.AUTO, Files.createDirectory(folder.resolve("processes")));
        Sandbox sandbox = new Sandbox(
                launcher.launcher(),
                launcher.limitsMemory(),
                new RootStore(folder.resolve("roots")),
                folder.resolve("sandbox"),
                Tier.NAMESPACES,
                700_000);
        programHost = new ProgramHost(launcher.launcher(), new JobPlanner(sandbox, folder.resolve("jobs")));
        programs = programHost.owned();
        store = new StoreImpl(folder.resolve("store"), Settings.defaults());
        JavaStarter java = new JavaStarter(
                programs::start,
                new ClassPaths(store, folder.resolve("home"), DependencySettings.defaults()),
                Grants.NONE,
                watch,
                folder.resolve("extensions"));
        extensions = new Extensions(Map.of(ExtensionKind.JAVA, java), NOBODY, Clock.systemUTC());
    }

    public Extensions extensions() {
        return extensions;
    }

    /** Bytes of files in the store. */
    public long storeBytes() throws IOException {
        try (Stream<Path> files = Files.walk(store.root())) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    /** The extension that is measured. */
    public ExtensionSpecBuilder service(String name) throws IOException {
        Path jar = folder.resolve("service.jar");
        if (!Files.exists(jar)) {
            try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
                for (Class<?> each : List.of(Service.class, ServiceExtension.class)) {
                    String entry = each.getName().replace('.', '/') + ".class";
                    zip.putNextEntry(new ZipEntry(entry));
                    try (InputStream in = each.getClassLoader().getResourceAsStream(entry)) {
                        if (in == null) {
                            throw new IOException(entry + " is missing");
                        }
                        in.transferTo(zip);
                    }
                }
            }
        }
        return ExtensionSpec.java(name, Service.class).jar(jar).main(ServiceExtension.class.getName());
    }

    /** A bare child JVM with the classes of this program, joined by its standard input and output. */
    public static Process child(Class<?> main) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xshare:auto",
                        "-XX:-UsePerfData",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Override
    public void close() throws IOException {
        extensions.close();
        watch.close();
        programs.close();
        programHost.close();
        launcher.launcher().close();
        store.close();
        Trees.delete(folder);
    }
}
