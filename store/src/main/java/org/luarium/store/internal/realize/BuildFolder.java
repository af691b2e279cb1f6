// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.realize;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.luarium.store.AmbiguousException;
import org.luarium.store.Build;
import org.luarium.store.Config;
import org.luarium.store.InvalidConfigException;
import org.luarium.store.Realization;
import org.luarium.store.Ref;
import org.luarium.store.RefPath;
import org.luarium.store.SelfPath;
import org.luarium.store.StoreAccessException;
import org.luarium.store.internal.disk.Disk;
import org.luarium.store.internal.disk.Staging;
import org.luarium.store.internal.tree.Trees;

/**
 * One run of a realizer: a folder with its outputs and its scratch folder. Removed when closed, without the outputs that have become objects. With one output, it is the folder that
 * becomes the object: folders are the most expensive things to make.
 */
final class BuildFolder implements Build, AutoCloseable {
    /** The variable that tells programs where the first output is; no other build has the same value. */
    static final String OUT = "out";

    private static final int MOST_OUTPUTS = 1_000;

    private final Disk disk;
    private final Node node;
    private final Map<String, Object> arguments;
    private final BooleanSupplier cancelled;
    private final ProgressSink progress;
    private final Programs programs;
    private final BuildLog log;
    private final Path folder;
    private final List<Staging> outputs = new ArrayList<>();
    private @Nullable Map<Ref.DRef, List<Realization>> context;
    private final Set<String> confinements = new LinkedHashSet<>();

    BuildFolder(
            Disk disk,
            Node node,
            Map<String, Object> arguments,
            BooleanSupplier cancelled,
            ProgressSink progress,
            Programs programs,
            Path logFile) {
        this.disk = disk;
        this.node = node;
        this.arguments = arguments;
        this.cancelled = cancelled;
        this.progress = progress;
        this.programs = programs;
        this.log = new BuildLog(logFile);
        this.folder = disk.emptyFolder();
    }

    /** Is told how far a realizer is. */
    interface ProgressSink {
        void progress(long done, long total);
    }

    @Override
    public Ref.DRef dref() {
        return node.dref();
    }

    @Override
    public Config config() {
        return node.derivation().config();
    }

    @Override
    public Map<Ref.DRef, List<Realization>> context() {
        Map<Ref.DRef, List<Realization>> known = context;
        if (known == null) {
            known = Map.copyOf(node.context());
            context = known;
        }
        return known;
    }

    @Override
    public Path out() {
        if (outputs.size() > 1) {
            throw new IllegalStateException("there are " + outputs.size() + " outputs; ask for outs()");
        }
        return outs(1).get(0);
    }

    @Override
    public List<Path> outs(int count) {
        if (count < 1 || count > MOST_OUTPUTS) {
            throw new IllegalArgumentException("outputs must be 1 to " + MOST_OUTPUTS + ", not " + count);
        }
        if (outputs.isEmpty()) {
            for (int i = 0; i < count; i++) {
                outputs.add(disk.stage(count == 1 ? folder : folder.resolve(String.valueOf(i))));
            }
        } else if (outputs.size() != count) {
            throw new IllegalStateException(outputs.size() + " outputs were asked for before, and now " + count);
        }
        return outputs.stream().map(Staging::tree).toList();
    }

    List<Staging> outputs() {
        return outputs;
    }

    @Override
    public Path scratch() {
        return folder("scratch");
    }

    private Path folder(String name) {
        Path path = folder.resolve(name);
        try {
            return Files.isDirectory(path) ? path : Files.createDirectory(path);
        } catch (IOException e) {
            throw new StoreAccessException(path, "it cannot be created: " + e, e);
        }
    }

    @Override
    public OutputStream log() {
        return log.unclosable();
    }

    BuildLog buildLog() {
        return log;
    }

    @Override
    public Path path(RefPath path) {
        List<Path> paths = paths(path);
        if (paths.size() > 1) {
            throw new AmbiguousException(
                    "one path of " + path.dref() + " was asked for",
                    realizations(path).stream().map(Realization::ref).toList());
        }
        return paths.get(0);
    }

    @Override
    public List<Path> paths(RefPath path) {
        return realizations(path).stream()
                .map(realization -> below(realization.path(), path.path()))
                .toList();
    }

    private List<Realization> realizations(RefPath path) {
        for (Node dependency : node.dependencies()) {
            if (dependency.dref().equals(path.dref())) {
                return dependency.chosen();
            }
        }
        List<Realization> realizations = context().get(path.dref());
        if (realizations == null) {
            throw new InvalidConfigException(
                    path.dref().toString(), "is no dependency of " + node.dref() + "; name it in the configuration");
        }
        return realizations;
    }

    @Override
    public Path path(SelfPath path) {
        return below(out(), path.path());
    }

    static Path below(Path top, List<String> names) {
        Path path = top;
        for (String name : names) {
            path = path.resolve(name);
        }
        return path;
    }

    @Override
    public Map<String, String> environment() {
        return new Environment(
                        path -> paths(path).stream().map(Path::toString).collect(Collectors.joining(":")),
                        path -> below(outputs.isEmpty() ? out() : outputs.get(0).tree(), path.path()))
                .of(config());
    }

    @Override
    public Map<String, Object> arguments() {
        return arguments;
    }

    @Override
    public void exec(String... command) {
        exec(scratch(), List.of(command));
    }

    @Override
    public void exec(Path where, List<String> command) {
        if (!where.normalize().startsWith(folder)) {
            throw new StoreAccessException(where, "it is neither in an output nor in the scratch folder", null);
        }
        Path first = outputs.isEmpty() ? out() : outputs.get(0).tree();
        Map<String, String> environment = new LinkedHashMap<>(environment());
        environment.put(OUT, first.toString());
        List<Path> inputs = context().values().stream()
                .flatMap(List::stream)
                .map(Realization::path)
                .toList();
        confinements.add(programs.run(new Programs.Program(
                node.dref(),
                command,
                where,
                folder,
                inputs,
                environment,
                node.derivation().fixedOutput().isPresent(),
                log,
                cancelled)));
    }

    /** What was enforced for the programs that ran, each answer once; empty if none did. */
    String confinement() {
        return String.join("; ", confinements);
    }

    @Override
    public void copy(Path source, Path target) {
        if (!target.toAbsolutePath().normalize().startsWith(folder)) {
            throw new StoreAccessException(target, "it is neither in an output nor in the scratch folder", null);
        }
        try {
            Trees.copyWritable(source, target);
        } catch (IOException e) {
            throw new StoreAccessException(target, source + " cannot be copied there: " + e, e);
        }
    }

    @Override
    public void progress(long done, long total) {
        progress.progress(done, total);
    }

    @Override
    public boolean cancelled() {
        return cancelled.getAsBoolean();
    }

    @Override
    public void close() {
        disk.discard(folder);
    }
}
