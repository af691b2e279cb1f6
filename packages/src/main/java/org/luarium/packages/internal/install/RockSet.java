// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.install;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.luarium.packages.Dependency;
import org.luarium.packages.InstallEvent;
import org.luarium.packages.InstallListener;
import org.luarium.packages.InstalledRock;
import org.luarium.packages.PackagesException;
import org.luarium.packages.RockBuildException;
import org.luarium.packages.RockName;
import org.luarium.packages.RockVersion;
import org.luarium.packages.internal.build.Artifact;
import org.luarium.packages.internal.build.Layout;
import org.luarium.packages.internal.build.Machine;
import org.luarium.packages.internal.build.RockStage;
import org.luarium.packages.internal.build.SourceUrl;
import org.luarium.packages.internal.rockspec.Rockspec;
import org.luarium.store.ArchiveException;
import org.luarium.store.BuildFailedException;
import org.luarium.store.Plan;
import org.luarium.store.Realization;
import org.luarium.store.RealizeEvent;
import org.luarium.store.RealizeOptions;
import org.luarium.store.Realized;
import org.luarium.store.Ref;
import org.luarium.store.Store;
import org.luarium.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Rocks that were chosen to be together, on their way into the store. */
final class RockSet {
    private static final Logger log = LoggerFactory.getLogger(RockSet.class);

    private final Store store;
    private final RockFiles files;
    private final SortedMap<RockName, RockVersion> versions;
    private final RockStage stage;
    private final InstallListener listener;

    RockSet(
            Store store,
            RockFiles files,
            String dialect,
            Machine machine,
            SortedMap<RockName, RockVersion> versions,
            InstallListener listener) {
        this.store = store;
        this.files = files;
        this.versions = versions;
        this.listener = listener;
        this.stage = new RockStage(store.stages(), dialect, machine);
    }

    /**
     * Builds what is missing.
     *
     * @param requested the rocks that were asked for
     * @throws RockBuildException if one cannot be built
     */
    List<InstalledRock> realize(Set<RockName> requested) {
        if (versions.isEmpty()) {
            return List.of();
        }
        Realized<Map<String, Ref.DRef>> realized;
        try {
            realized = store.realize(
                    store.instantiate(plan -> new Definition(plan).all()),
                    RealizeOptions.builder().listener(this::tell).build());
        } catch (StoreException e) {
            throw explained(e);
        }
        List<InstalledRock> rocks = new ArrayList<>();
        versions.forEach((name, version) -> {
            Ref.DRef dref = realized.result().get(name.text());
            if (dref == null) {
                throw new IllegalStateException(name + " was not defined");
            }
            Realization built = realized.one(dref);
            String confinement = built.provenance().confinement();
            if (!confinement.isEmpty() && !confinement.equals("confined")) {
                log.warn("Rock {} {} was built with programs that were {}", name, version, confinement);
            }
            rocks.add(installed(name, version, built, requested.contains(name)));
        });
        return rocks;
    }

    private void tell(RealizeEvent event) {
        switch (event.kind()) {
            case BUILT, REUSED, ADOPTED, SUBSTITUTED ->
                listener.happened(new InstallEvent(
                        InstallEvent.Kind.BUILT, event.dref().name(), event.finished(), event.total()));
            default -> {
                // It may still be, or fail, which its exception says.
            }
        }
    }

    /** Defines rocks, those first that others need. Where they need each other, one of them is not said to depend on the other. */
    private final class Definition {
        private final Plan plan;
        private final SortedMap<String, Ref.DRef> defined = new TreeMap<>();
        private final Set<RockName> begun = new HashSet<>();

        Definition(Plan plan) {
            this.plan = plan;
        }

        Map<String, Ref.DRef> all() {
            versions.keySet().forEach(this::define);
            return defined;
        }

        private void define(RockName name) {
            RockVersion version = versions.get(name);
            if (version == null || !begun.add(name)) {
                return;
            }
            Rockspec rockspec = files.rockspec(name, version);
            List<Ref.DRef> dependencies = new ArrayList<>();
            for (Dependency dependency : rockspec.dependencies()) {
                define(dependency.name());
                Ref.DRef dref = defined.get(dependency.name().text());
                if (dref != null) {
                    dependencies.add(dref);
                }
            }
            List<Artifact> artifacts = files.artifacts(name, version);
            defined.put(name.text(), stage.define(plan, rockspec, artifacts, dependencies));
            listener.happened(
                    new InstallEvent(InstallEvent.Kind.FETCHED, rockspec.toString(), defined.size(), versions.size()));
        }
    }

    private InstalledRock installed(RockName name, RockVersion version, Realization built, boolean requested) {
        SortedMap<String, String> hashes = new TreeMap<>();
        for (Artifact artifact : files.artifacts(name, version)) {
            hashes.put(artifact.kind(), artifact.sha256());
        }
        return new InstalledRock(
                name,
                version,
                files.repository(name, version),
                hashes,
                built.tree(),
                built.ref(),
                files.rockspec(name, version).dependencies(),
                modules(built),
                requested);
    }

    private static List<String> modules(Realization built) {
        List<String> modules = new ArrayList<>();
        try (JsonParser json = new JsonFactory()
                .createParser(built.path().resolve(Layout.DESCRIPTION).toFile())) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.START_ARRAY && "modules".equals(json.currentName())) {
                    while (json.nextToken() == JsonToken.VALUE_STRING) {
                        modules.add(json.getText());
                    }
                }
            }
            return modules;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a build of ours says is better than what the store says of it. */
    private RuntimeException explained(StoreException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PackagesException known) {
                return known;
            }
        }
        if (failure instanceof BuildFailedException build) {
            return new RockBuildException(build.dref().name(), String.valueOf(failure.getMessage()), failure);
        }
        if (failure instanceof ArchiveException archive) {
            return new RockBuildException(owner(archive.archive()), String.valueOf(failure.getMessage()), failure);
        }
        return failure;
    }

    /** The rock that an archive belongs to. */
    private String owner(String archive) {
        for (Map.Entry<RockName, RockVersion> rock : versions.entrySet()) {
            Rockspec rockspec = files.rockspec(rock.getKey(), rock.getValue());
            if (files.artifacts(rock.getKey(), rock.getValue()).stream()
                            .anyMatch(artifact -> artifact.fileName().equals(archive))
                    || new SourceUrl(rockspec.source()).fileName().equals(Optional.of(archive))) {
                return rockspec.toString();
            }
        }
        return archive;
    }
}
