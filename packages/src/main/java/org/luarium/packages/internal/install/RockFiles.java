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
import org.luarium.packages.InstalledRock;
import org.luarium.packages.InvalidLockException;
import org.luarium.packages.RepositoryUnavailableException;
import org.luarium.packages.RockBuildException;
import org.luarium.packages.RockName;
import org.luarium.packages.RockVersion;
import org.luarium.packages.internal.build.Artifact;
import org.luarium.packages.internal.build.RockStage;
import org.luarium.packages.internal.rockspec.Rockspec;
import org.luarium.packages.internal.rockspec.Rockspecs;
import org.luarium.packages.spi.Release;
import org.luarium.store.Realization;
import org.luarium.store.RefPath;
import org.luarium.store.Store;
import org.luarium.store.StoreException;

/** The artifacts and rockspecs of rocks: of those in a lock from the store, where they stay, of others from repositories. Belongs to one installation. */
final class RockFiles {
    private final Store store;
    private final Catalog catalog;
    private final Map<RockName, InstalledRock> locked;
    private final Rockspecs.Session rockspecs;
    private final Map<String, Rockspec> read = new HashMap<>();
    private final Map<String, Optional<Artifact>> specs = new HashMap<>();
    private final Map<String, List<Artifact>> all = new HashMap<>();

    RockFiles(Store store, Catalog catalog, Map<RockName, InstalledRock> locked, Rockspecs.Session rockspecs) {
        this.store = store;
        this.catalog = catalog;
        this.locked = locked;
        this.rockspecs = rockspecs;
    }

    private Optional<InstalledRock> locked(RockName name, RockVersion version) {
        return Optional.ofNullable(locked.get(name))
                .filter(rock -> rock.version().equals(version));
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
        List<Artifact> artifacts = new ArrayList<>();
        files.packed().ifPresent(artifacts::add);
        Optional<Artifact> rockspec = rockspecAlone(name, version);
        if (artifacts.isEmpty()) {
            if (rockspec.isEmpty()) {
                throw new RockBuildException(
                        name + " " + version,
                        "repository " + files.repository() + " has no rockspec of it, no rock with sources and none for"
                                + " every platform",
                        null);
            }
            artifacts.add(files.archive(rockspec(name, version)));
        }
        rockspec.ifPresent(artifacts::add);
        return artifacts;
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
            Path tree = store.realize(plan -> plan.use(store.stages()
                            .unpack(RefPath.of(
                                    plan.use(store.stages().file(artifact.fileName(), artifact.content())),
                                    artifact.fileName()))))
                    .one()
                    .path();
            Path file = tree.resolve(fileName);
            if (!Files.isRegularFile(file, NOFOLLOW_LINKS)) {
                throw new RockBuildException(rock, artifact.fileName() + " has no " + fileName + " in it", null);
            }
            return Files.readAllBytes(file);
        } catch (StoreException | IOException e) {
            throw new RockBuildException(rock, artifact.fileName() + " cannot be unpacked: " + e.getMessage(), e);
        }
    }
}
