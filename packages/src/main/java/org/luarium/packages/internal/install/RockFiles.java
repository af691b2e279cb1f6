// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.install;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.luarium.packages.InstalledRock;
import org.luarium.packages.InvalidLockException;
import org.luarium.packages.RepositoryUnavailableException;
import org.luarium.packages.RockBuildException;
import org.luarium.packages.RockName;
import org.luarium.packages.RockVersion;
import org.luarium.packages.SourceFallback;
import org.luarium.packages.internal.build.Artifact;
import org.luarium.packages.internal.build.BuiltRock;
import org.luarium.packages.internal.build.Machine;
import org.luarium.packages.internal.build.RockStage;
import org.luarium.packages.internal.rockspec.Rockspec;
import org.luarium.packages.internal.rockspec.Rockspecs;
import org.luarium.packages.spi.Release;
import org.luarium.store.ArchiveException;
import org.luarium.store.BuildFailedException;
import org.luarium.store.Realization;
import org.luarium.store.RefPath;
import org.luarium.store.Store;
import org.luarium.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The artifacts and rockspecs of rocks: of those in a lock from the store, where they stay, of others from repositories. Belongs to one installation. */
final class RockFiles {
    private static final Logger log = LoggerFactory.getLogger(RockFiles.class);

    private final Store store;
    private final Catalog catalog;
    private final Map<RockName, InstalledRock> locked;
    private final Rockspecs.Session rockspecs;
    private final String dialect;
    private final Map<String, Rockspec> read = new HashMap<>();
    private final Map<String, Optional<Artifact>> specs = new HashMap<>();
    private final Map<String, List<Artifact>> all = new HashMap<>();
    private final List<SourceFallback> fallbacks = new ArrayList<>();

    RockFiles(
            Store store,
            Catalog catalog,
            Map<RockName, InstalledRock> locked,
            Rockspecs.Session rockspecs,
            String dialect) {
        this.store = store;
        this.catalog = catalog;
        this.locked = locked;
        this.rockspecs = rockspecs;
        this.dialect = dialect;
    }

    private Optional<InstalledRock> locked(RockName name, RockVersion version) {
        return Optional.ofNullable(locked.get(name))
                .filter(rock -> rock.version().equals(version));
    }

    /** Those rocks that were to be had built, and are built from their sources nevertheless. */
    List<SourceFallback> fallbacks() {
        return List.copyOf(fallbacks);
    }

    String repository(RockName name, RockVersion version) {
        return locked(name, version)
                .map(InstalledRock::repository)
                .orElseGet(() -> RepositoryFiles.of(catalog, name, version).repository());
    }

    Rockspec rockspec(RockName name, RockVersion version) {
        String rock = name + " " + version;
        Rockspec known = read.get(rock);
        if (known == null) {
            Optional<Artifact> alone = rockspecAlone(name, version);
            known = rockspecs.read(
                    alone.isPresent()
                            ? alone.get().content()
                            : rockspecIn(rock, artifacts(name, version).get(0), name + "-" + version + ".rockspec"),
                    rock);
            read.put(rock, known);
        }
        return known;
    }

    /** All that a rock is made of; what was locked is the same as it was. */
    List<Artifact> artifacts(RockName name, RockVersion version) {
        String rock = name + " " + version;
        List<Artifact> known = all.get(rock);
        if (known == null) {
            Optional<InstalledRock> before = locked(name, version);
            known = before.flatMap(this::fromStore).orElseGet(() -> fromRepository(name, version));
            for (Artifact artifact : known) {
                String expected = before.map(InstalledRock::artifacts)
                        .map(hashes -> hashes.get(artifact.kind()))
                        .orElse("");
                if (!expected.isEmpty() && !expected.equals(artifact.sha256())) {
                    throw new InvalidLockException(
                            artifact.fileName() + " has another content than it had when it was locked", null);
                }
            }
            all.put(rock, known);
        }
        return known;
    }

    private Optional<Artifact> rockspecAlone(RockName name, RockVersion version) {
        return specs.computeIfAbsent(
                name + " " + version,
                rock -> locked(name, version)
                        .flatMap(this::fromStore)
                        .map(files -> files.stream()
                                .filter(file -> file.kind().equals(Release.ROCKSPEC))
                                .findFirst())
                        .orElseGet(
                                () -> RepositoryFiles.of(catalog, name, version).rockspec()));
    }

    private List<Artifact> fromRepository(RockName name, RockVersion version) {
        RepositoryFiles files = RepositoryFiles.of(catalog, name, version);
        Optional<Artifact> rockspec = rockspecAlone(name, version);
        List<Artifact> artifacts = new ArrayList<>();
        artifacts.add(packed(files, name, version).orElseGet(() -> {
            if (rockspec.isEmpty()) {
                throw new RockBuildException(
                        name + " " + version,
                        "repository " + files.repository()
                                + " has no rockspec of it, no rock with sources and none for " + Machine.platform()
                                + ", only " + files.kinds(),
                        null);
            }
            return files.archive(rockspec(name, version));
        }));
        rockspec.ifPresent(artifacts::add);
        return artifacts;
    }

    /** The first rock that can be used: one for every platform, one for this, one with sources. What was locked stays of its kind. */
    private Optional<Artifact> packed(RepositoryFiles files, RockName name, RockVersion version) {
        Set<String> kinds = locked(name, version)
                .map(rock -> rock.artifacts().keySet())
                .filter(before -> before.stream().anyMatch(files::has))
                .orElse(Set.of(Release.ALL, Machine.platform(), Release.SOURCE));
        SourceFallback problem = null;
        for (String kind : List.of(Release.ALL, Machine.platform(), Release.SOURCE)) {
            Optional<Artifact> artifact = kinds.contains(kind) ? files.packed(kind) : Optional.empty();
            if (artifact.isEmpty()) {
                continue;
            }
            Optional<String> found = kind.equals(Release.SOURCE) ? Optional.empty() : judge(artifact.get());
            if (found.isEmpty()) {
                if (problem != null) {
                    fallbacks.add(problem);
                    log.warn("Rock {}", problem);
                }
                return artifact;
            }
            problem = new SourceFallback(name, version, artifact.get().fileName(), found.get());
        }
        if (problem != null) {
            throw new RockBuildException(
                    name + " " + version,
                    problem.artifact() + " cannot be used: " + problem.reason() + "; repository " + files.repository()
                            + " has no rock with sources to build instead",
                    null);
        }
        return Optional.empty();
    }

    private Optional<String> judge(Artifact artifact) {
        try {
            return new BuiltRock(unpacked(artifact))
                    .problem(dialect, artifact.kind().equals(Release.ALL));
        } catch (ArchiveException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        } catch (BuildFailedException e) {
            return Optional.of("it cannot be unpacked: " + e.getMessage());
        }
    }

    private Optional<List<Artifact>> fromStore(InstalledRock rock) {
        Optional<Realization> found = store.find(rock.object());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        List<Artifact> files = new ArrayList<>();
        Map<?, ?> paths = store.config(rock.object().dref()).get(RockStage.ARTIFACTS, Map.class);
        for (Map.Entry<?, ?> entry : paths.entrySet()) {
            Optional<Path> file = entry.getValue() instanceof RefPath path ? find(found.get(), path) : Optional.empty();
            if (file.isEmpty()) {
                return Optional.empty();
            }
            try {
                files.add(new Artifact(
                        String.valueOf(entry.getKey()),
                        String.valueOf(file.get().getFileName()),
                        Files.readAllBytes(file.get())));
            } catch (IOException e) {
                throw new RepositoryUnavailableException("store", file.get() + " cannot be read: " + e.getMessage(), e);
            }
        }
        return Optional.of(files);
    }

    private Optional<Path> find(Realization user, RefPath path) {
        return user.dependencies().getOrDefault(path.dref(), List.of()).stream()
                .findFirst()
                .flatMap(store::find)
                .map(found -> found.path().resolve(String.join("/", path.path())));
    }

    private byte[] rockspecIn(String rock, Artifact artifact, String fileName) {
        try {
            Path tree = unpacked(artifact);
            Path file = tree.resolve(fileName);
            if (!Files.isRegularFile(file, NOFOLLOW_LINKS)) {
                throw new RockBuildException(rock, artifact.fileName() + " has no " + fileName + " in it", null);
            }
            return Files.readAllBytes(file);
        } catch (StoreException | IOException e) {
            throw new RockBuildException(rock, artifact.fileName() + " cannot be unpacked: " + e.getMessage(), e);
        }
    }

    private Path unpacked(Artifact artifact) {
        return store.realize(plan -> plan.use(store.stages()
                        .unpack(RefPath.of(
                                plan.use(store.stages().file(artifact.fileName(), artifact.content())),
                                artifact.fileName()))))
                .one()
                .path();
    }
}
