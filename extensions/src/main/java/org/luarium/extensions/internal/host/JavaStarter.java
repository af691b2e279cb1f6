// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.host;

import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.luarium.LuariumException;
import org.luarium.extension.ExtensionSpec;
import org.luarium.extension.ExtensionSpecBuilder;
import org.luarium.extensions.internal.control.HostControl;
import org.luarium.extensions.internal.control.LoadRequest;
import org.luarium.extensions.internal.dependency.ClassPath;
import org.luarium.extensions.internal.dependency.ClassPaths;
import org.luarium.extensions.internal.rpc.CallObserver;
import org.luarium.extensions.internal.rpc.Watch;
import org.luarium.extensions.internal.segment.HostSegments;
import org.luarium.extensions.internal.segment.Place;
import org.luarium.extensions.internal.segment.SharedFolders;
import org.luarium.isolate.Confinement;
import org.luarium.isolate.Diagnosis;
import org.luarium.isolate.IsolatedProgram;
import org.luarium.isolate.ProgramConfig;
import org.luarium.isolate.SandboxUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts extensions in Java: in child JVMs, or in this one. */
public final class JavaStarter implements Starter {
    private static final Logger log = LoggerFactory.getLogger(JavaStarter.class);

    private static final String LAYER = "extensions in Java";
    private static final int LONGEST_NAME = 40;
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    private final Function<ProgramConfig, IsolatedProgram> isolates;
    private final ClassPaths classPaths;
    private final Grants grants;
    private final Watch watch;
    private final Path folder;
    private final SharedFolders shared;
    private final Cleaner cleaner = Cleaner.create();
    private final AtomicLong folders = new AtomicLong();
    private @Nullable JavaCommand command; // guarded by this

    /**
     * Creates it.
     *
     * @param isolates starts processes
     * @param folder a folder of this JVM that everybody may read
     */
    public JavaStarter(
            Function<ProgramConfig, IsolatedProgram> isolates,
            ClassPaths classPaths,
            Grants grants,
            Watch watch,
            Path folder) {
        this(isolates, classPaths, grants, watch, folder, new SharedFolders(SHARED_MEMORY, folder.resolve("shared")));
    }

    JavaStarter(
            Function<ProgramConfig, IsolatedProgram> isolates,
            ClassPaths classPaths,
            Grants grants,
            Watch watch,
            Path folder,
            SharedFolders shared) {
        this.shared = shared;
        this.isolates = isolates;
        this.classPaths = classPaths;
        this.grants = grants;
        this.watch = watch;
        this.folder = folder;
    }

    private synchronized JavaCommand command() throws IOException {
        JavaCommand known = command;
        if (known == null) {
            known = new JavaCommand(RuntimeJar.in(folder()));
            command = known;
        }
        return known;
    }

    private Path folder() throws IOException {
        return Files.createDirectories(folder).toRealPath();
    }

    @Override
    public Running start(
            ExtensionSpec spec, int generation, HostControl control, CallObserver observer, OutputLog output)
            throws Exception {
        ClassPath classPath = classPaths.realize(spec.name(), spec.dependencies(), spec.jars());
        long until = System.nanoTime() + spec.startTime().toNanos();
        List<AutoCloseable> held = new ArrayList<>(List.of(classPath));
        JavaRunning running = null;
        try {
            String name = processName(spec);
            Path work = Files.createDirectory(
                    Files.createDirectories(folder().resolve("work")).resolve(name));
            held.add(() -> Folders.delete(work));
            HostSegments segments = null;
            if (spec.sharedBytes() > 0) {
                segments = new HostSegments(spec.name(), spec.folderName(), spec.sharedBytes(), shared, cleaner);
                held.add(segments);
            }
            List<Place> places = segments == null ? List.of() : segments.places();
            Child child = child(spec, name, classPath, work, places, output);
            held.add(child);
            running = new JavaRunning(spec, child, () -> closeAll(spec.name(), held), control, watch, observer, output);
            running.load(request(spec, generation, classPath, work, running, segments), until);
            return running;
        } catch (Exception | Error e) {
            if (running == null) {
                closeAll(spec.name(), held);
            } else {
                running.close();
            }
            throw e;
        }
    }

    /** A name that no other process of this JVM has or had, of letters that every file system and every encoding knows. */
    private String processName(ExtensionSpec spec) {
        String plain = spec.folderName().replaceAll("[^A-Za-z0-9._-]", "_");
        return plain.substring(0, Math.min(LONGEST_NAME, plain.length())) + "-" + folders.incrementAndGet();
    }

    private Child child(
            ExtensionSpec spec, String name, ClassPath classPath, Path work, List<Place> places, OutputLog output)
            throws IOException {
        if (!spec.isolated()) {
            log.warn("Extension {} is not isolated: nothing keeps its code from anything", spec.name());
            return new LocalChild(JavaRunning.options(spec), watch);
        }
        IsolatedProgram program = isolates.apply(command().config(spec, name, classPath.files(), work, places));
        if (spec.mode() == Confinement.Mode.OFF) {
            log.warn("Extension {} is not confined: it can do what this JVM can", spec.name());
        }
        program.onOutput(output::output);
        return ProgramChild.of(program, spec.cpuTime());
    }

    private LoadRequest request(
            ExtensionSpec spec,
            int generation,
            ClassPath classPath,
            Path work,
            JavaRunning running,
            @Nullable HostSegments segments)
            throws IOException {
        Map<String, Long> numbers = new HashMap<>();
        for (Map.Entry<Class<?>, Optional<Object>> grant : spec.grants().entrySet()) {
            Class<?> type = grant.getKey();
            numbers.put(type.getName(), running.lend(type, grant.getValue().orElseGet(() -> grants.forwarding(type))));
        }
        if (segments != null) {
            segments.claim();
        }
        return new LoadRequest(
                spec.name(),
                generation,
                spec.settings(),
                work.toString(),
                classPath.files().stream().map(Path::toString).toList(),
                spec.main(),
                spec.interfaces().stream().map(Class::getName).toList(),
                numbers,
                segments == null ? 0 : running.share(segments),
                segments == null
                        ? List.of()
                        : segments.places().stream()
                                .map(place -> place.folder().toString())
                                .toList(),
                spec.strictEvents());
    }

    /** Starts a JVM, confined and, where that is not possible, not confined. */
    @Override
    public List<Diagnosis> diagnose() {
        ExtensionSpecBuilder probe = ExtensionSpec.java("diagnose");
        try {
            return List.of(new Diagnosis(LAYER, Diagnosis.State.OK, probe(probe.build()), ""));
        } catch (SandboxUnavailableException e) {
            try {
                return List.of(new Diagnosis(
                        LAYER,
                        Diagnosis.State.DEGRADED,
                        probe(probe.mode(Confinement.Mode.OFF).build()) + ", but not confined: " + e.getMessage(),
                        "see the layers of confinement; or set mode(PREFERRED) for extensions that you trust"));
            } catch (IOException | LuariumException again) {
                return List.of(missing(again));
            }
        } catch (IOException | LuariumException e) {
            return List.of(missing(e));
        }
    }

    private static Diagnosis missing(Exception e) {
        return new Diagnosis(
                LAYER,
                Diagnosis.State.MISSING,
                String.valueOf(e.getMessage()),
                "run Luarium on a complete JDK or JRE whose bin/java this user may execute");
    }

    private String probe(ExtensionSpec spec) throws IOException {
        String name = processName(spec);
        Path work = Files.createDirectories(folder().resolve("work").resolve(name));
        long began = System.nanoTime();
        try (IsolatedProgram program = isolates.apply(command().config(spec, name, List.of(), work, List.of()))) {
            return "Java " + Runtime.version() + " of " + System.getProperty("java.home") + ", greeted after "
                    + (System.nanoTime() - began) / 1_000_000 + " ms as process "
                    + program.info().pid();
        } finally {
            Folders.delete(work);
        }
    }

    private static void closeAll(String extension, List<AutoCloseable> held) {
        for (int i = held.size() - 1; i >= 0; i--) {
            try {
                held.get(i).close();
            } catch (Exception e) {
                log.warn("Extension {}: something it held is not released", extension, e);
            }
        }
    }
}
