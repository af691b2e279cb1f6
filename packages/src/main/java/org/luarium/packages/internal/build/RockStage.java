// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.build;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.luarium.packages.RockBuildException;
import org.luarium.packages.internal.rockspec.Rockspec;
import org.luarium.packages.spi.Release;
import org.luarium.store.Build;
import org.luarium.store.Config;
import org.luarium.store.Plan;
import org.luarium.store.Realizer;
import org.luarium.store.Ref;
import org.luarium.store.RefPath;
import org.luarium.store.SelfPath;
import org.luarium.store.Stage;
import org.luarium.store.Stages;

/** Derives rocks. The same rock, made of the same files, for the same Lua and with the same dependencies, has the same name in every store. */
public final class RockStage {
    /** The key under which the configuration of a rock has its artifacts, by kind. */
    public static final String ARTIFACTS = "artifacts";

    private static final String REALIZER = "luarium-rock-2";
    private static final int MOST_FILES = 5_000;
    private static final long MOST_BYTES = 64L << 20;
    private static final Pattern OTHER = Pattern.compile("[^A-Za-z0-9_-]+");

    private final Stages stages;
    private final String dialect;
    private final Machine machine;

    public RockStage(Stages stages, String dialect, Machine machine) {
        this.stages = stages;
        this.dialect = dialect;
        this.machine = machine;
    }

    /**
     * Derives a rock.
     *
     * @param artifacts what it is made of: a rock for every platform or for this one, or one with sources, or the sources alone
     * @param dependencies the rocks that it needs, in the same plan
     * @throws org.luarium.packages.MissingRequirementException if this machine lacks something that it needs
     * @throws RockBuildException if it cannot be built here
     */
    public Ref.DRef define(Plan plan, Rockspec rockspec, List<Artifact> artifacts, List<Ref.DRef> dependencies) {
        SortedMap<String, RefPath> files = new TreeMap<>();
        artifacts.forEach(artifact -> files.put(
                artifact.kind(),
                RefPath.of(plan.use(stages.file(artifact.fileName(), artifact.content())), artifact.fileName())));
        RefPath packed = files.getOrDefault(Release.ALL, files.get(Machine.platform()));
        Toolchain toolchain =
                packed == null ? Toolchain.find(machine, rockspec, dialect).orElse(null) : null;
        RefPath tree = packed == null ? sources(plan, rockspec, files) : unpacked(plan, packed);
        Config.Builder config = Config.builder(name(rockspec))
                .set("rock", rockspec.name().text())
                .set("version", rockspec.version().toString())
                .set("dialect", dialect)
                .set("summary", rockspec.description().summary())
                .set("licence", rockspec.description().licence())
                .set(ARTIFACTS, files)
                .set("tree", tree)
                .set("dependencies", dependencies)
                .set("description", SelfPath.promise(Layout.DESCRIPTION));
        if (packed == null) {
            // No name of a variable, so that programs are not given all of it
            config.set("build-steps", rockspec.build().toConfig())
                    .set("folder", rockspec.source().dir());
        }
        SortedMap<String, RefPath> added = new TreeMap<>();
        if (toolchain != null) {
            for (Path root : toolchain.added()) {
                added.put(root.toString(), RefPath.of(plan.use(added(rockspec, root))));
            }
            config.set("toolchain", toolchain.identity()).set("added", List.copyOf(added.values()));
        }
        return plan.derive(config.build(), Realizer.of(REALIZER, build -> {
            RockBuild rock = new RockBuild(build, rockspec, toolchain);
            if (packed == null) {
                rock.fromSources(build.path(tree), place -> visible(build, added, place));
            } else {
                rock.unpacked(build.path(tree));
            }
        }));
    }

    /** Builds do not see all of this machine, so a folder that somebody added becomes an input like any other. */
    private Stage<Ref.DRef> added(Rockspec rockspec, Path root) {
        SortedMap<String, byte[]> files = new TreeMap<>();
        long bytes = 0;
        try {
            for (String folder : List.of("include", "lib", "lib64")) {
                if (!Files.isDirectory(root.resolve(folder))) {
                    continue;
                }
                List<Path> found;
                try (Stream<Path> walk = Files.walk(root.resolve(folder))) {
                    found = walk.filter(Files::isRegularFile)
                            .limit(MOST_FILES + 1L)
                            .toList();
                }
                for (Path file : found) {
                    bytes += Files.size(file);
                    if (files.size() >= MOST_FILES || bytes > MOST_BYTES) {
                        throw new RockBuildException(
                                rockspec.toString(),
                                root + ", where what it needs was found, has more than " + MOST_FILES + " files or "
                                        + (MOST_BYTES >> 20) + " MiB; add a smaller folder",
                                null);
                    }
                    files.put(root.relativize(file).toString(), Files.readAllBytes(file));
                }
            }
        } catch (IOException | UncheckedIOException e) {
            throw new RockBuildException(rockspec.toString(), root + " cannot be read: " + e.getMessage(), e);
        }
        return stages.node(Config.builder("added-folder").build(), files);
    }

    private static Path visible(Build build, SortedMap<String, RefPath> added, Path place) {
        for (Map.Entry<String, RefPath> folder : added.entrySet()) {
            Path root = Path.of(folder.getKey());
            if (place.startsWith(root)) {
                return build.path(folder.getValue()).resolve(root.relativize(place));
            }
        }
        return place;
    }

    private RefPath unpacked(Plan plan, @Nullable RefPath archive) {
        if (archive == null) {
            throw new IllegalArgumentException("there is no archive");
        }
        return RefPath.of(plan.use(stages.unpack(archive)));
    }

    /** A rock with sources has them as they are under version control, or as the archive that the rockspec names. */
    private RefPath sources(Plan plan, Rockspec rockspec, SortedMap<String, RefPath> files) {
        RefPath alone = files.get(Artifact.ARCHIVE);
        if (alone != null) {
            boolean packed = new SourceUrl(rockspec.source()).archiveStem().isPresent();
            return packed ? unpacked(plan, alone) : RefPath.of(alone.dref());
        }
        RefPath rock = unpacked(plan, files.get(Release.SOURCE));
        SourceUrl url = new SourceUrl(rockspec.source());
        String name = url.fileName()
                .orElseThrow(() -> new RockBuildException(
                        rockspec.toString(), "the URL of its sources names no file: '" + url.text() + "'", null));
        if (url.isRepository()) {
            return RefPath.of(rock.dref(), name.split("/", -1));
        }
        return url.archiveStem().isPresent() ? unpacked(plan, RefPath.of(rock.dref(), name.split("/", -1))) : rock;
    }

    private static String name(Rockspec rockspec) {
        String name = OTHER.matcher("rock-" + rockspec.name() + "-" + rockspec.version())
                .replaceAll("-");
        return name.length() <= Ref.LONGEST_NAME ? name : name.substring(0, Ref.LONGEST_NAME);
    }
}
