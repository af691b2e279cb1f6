// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.luarium.store.Config;
import org.luarium.store.Provenance;
import org.luarium.store.Ref;
import org.luarium.store.internal.disk.Disk;
import org.luarium.store.internal.disk.Staging;
import org.luarium.store.internal.record.Manifest;
import org.luarium.store.internal.record.ObjectRecord;
import org.luarium.store.internal.reference.Definition;
import org.luarium.store.internal.reference.Keys;
import org.luarium.store.internal.tree.HashedTree;
import org.luarium.store.internal.tree.Progress;
import org.luarium.store.internal.tree.TreeHasher;
import org.luarium.store.internal.tree.Trees;

/** A store in a folder, a clock that stands still, and a short way to put objects in. */
final class StoreFixture implements AutoCloseable {
    private static final String CLASS_PATH =
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    private static final Pattern NEEDED = Pattern.compile("/(slf4j|jackson|commons|luarium-api)[^/]*\\.jar$");

    static final Instant START = Instant.parse("2026-01-31T23:59:59Z");

    final Path root;
    final StoreImpl store;
    final Disk disk;
    Instant now = START;

    StoreFixture(Path root) {
        this.root = root;
        Settings defaults = Settings.defaults();
        store = new StoreImpl(
                root, new Settings(defaults.jobs(), defaults.programTime(), () -> now, defaults.buildRunner()));
        disk = Disk.open(root);
    }

    /** What writes the content of an object. */
    interface Writer {
        void write(Path tree) throws IOException;
    }

    /** An object with one file, made of others. */
    Ref.RRef put(String name, String content, Ref.RRef... madeOf) {
        return put(config(name, madeOf).build(), content, madeOf);
    }

    Ref.RRef put(Config config, String content, Ref.RRef... madeOf) {
        return put(config, tree -> Files.writeString(tree.resolve("file"), content), madeOf);
    }

    Ref.RRef put(Config config, Writer content, Ref.RRef... madeOf) {
        Map<Ref.DRef, List<Ref.RRef>> dependencies = new TreeMap<>();
        Stream.of(madeOf)
                .sorted()
                .forEach(ref -> dependencies
                        .computeIfAbsent(ref.dref(), key -> new ArrayList<>())
                        .add(ref));
        Definition definition = definition(config);
        try (Staging staging = disk.stage()) {
            content.write(staging.tree());
            HashedTree tree = new TreeHasher(1).hashAndSeal(staging.tree(), true, Progress.NONE);
            Ref.RRef ref = Keys.rref(definition.dref(), dependencies, tree.hash());
            ObjectRecord object = new ObjectRecord(
                    ref,
                    dependencies,
                    tree.hash(),
                    tree.size(),
                    now,
                    now,
                    "",
                    new Provenance(Provenance.Origin.BUILT, "", ""),
                    List.of());
            disk.commit(staging, new Manifest(definition, object));
            return ref;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A configuration that depends on the derivations of these. */
    static Config.Builder config(String name, Ref.RRef... madeOf) {
        return Config.builder(name)
                .set("from", Stream.of(madeOf).map(Ref.RRef::dref).distinct().toList());
    }

    static Definition definition(Config config) {
        return Definition.of(config, "test", Optional.empty());
    }

    /** Writes down a derivation without realizing it. */
    Ref.DRef define(Config config) {
        disk.refresh();
        disk.define(List.of(definition(config)));
        return definition(config).dref();
    }

    void later() {
        now = now.plus(Duration.ofHours(1));
    }

    boolean has(Ref.RRef ref) {
        return store.find(ref).isPresent() && Files.isDirectory(object(ref));
    }

    Path tree(Ref.RRef ref) {
        return disk.layout().tree(ref);
    }

    Path object(Ref.RRef ref) {
        return disk.layout().object(ref);
    }

    /** What is in a folder, sorted. */
    static List<Path> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        disk.close();
        store.close();
    }

    /** Runs a main class in a JVM of its own. */
    static Process java(Class<?> main, String... arguments) throws IOException {
        return start(List.of(), CLASS_PATH, main, arguments);
    }

    /**
     * The same, and as nobody if this JVM is root, whom no mode stops.
     *
     * @param folder for a class path that nobody can read
     */
    static Process javaWithoutPermissions(Path folder, Class<?> main, String... arguments) throws IOException {
        if (!"root".equals(System.getProperty("user.name"))) {
            return java(main, arguments);
        }
        List<String> readable = new ArrayList<>();
        for (String entry : CLASS_PATH.split(File.pathSeparator, -1)) {
            Path source = Path.of(entry);
            if (Files.isDirectory(source) || NEEDED.matcher(entry).find()) {
                Path target = folder.resolve(readable.size() + "-" + source.getFileName());
                Trees.copyWritable(source, target);
                readable.add(target.toString());
            }
        }
        return start(
                List.of("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"),
                String.join(File.pathSeparator, readable),
                main,
                arguments);
    }

    private static Process start(List<String> prefix, String classPath, Class<?> main, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp",
                classPath,
                main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
