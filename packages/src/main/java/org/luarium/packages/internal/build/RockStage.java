// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.build;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.luarium.packages.RockBuildException;
import org.luarium.packages.internal.rockspec.Rockspec;
import org.luarium.packages.spi.Release;
import org.luarium.store.Config;
import org.luarium.store.Plan;
import org.luarium.store.Realizer;
import org.luarium.store.Ref;
import org.luarium.store.RefPath;
import org.luarium.store.SelfPath;
import org.luarium.store.Stages;

/** Derives rocks. The same rock, made of the same files, for the same Lua and with the same dependencies, has the same name in every store. */
public final class RockStage {
    /** The key under which the configuration of a rock has its artifacts, by kind. */
    public static final String ARTIFACTS = "artifacts";

    private static final String REALIZER = "luarium-rock-1";
    private static final Pattern OTHER = Pattern.compile("[^A-Za-z0-9_-]+");

    private final Stages stages;
    private final String dialect;

    public RockStage(Stages stages, String dialect) {
        this.stages = stages;
        this.dialect = dialect;
    }

    /**
     * Derives a rock.
     *
     * @param artifacts what it is made of: a rock for every platform, or one with sources, or the sources alone
     * @param dependencies the rocks that it needs, in the same plan
     * @throws RockBuildException if it cannot be built here
     */
    public Ref.DRef define(Plan plan, Rockspec rockspec, List<Artifact> artifacts, List<Ref.DRef> dependencies) {
        SortedMap<String, RefPath> files = new TreeMap<>();
        artifacts.forEach(artifact -> files.put(
                artifact.kind(),
                RefPath.of(plan.use(stages.file(artifact.fileName(), artifact.content())), artifact.fileName())));
        boolean built = files.containsKey(Release.ALL);
        Toolchain toolchain = built ? null : toolchain(rockspec);
        RefPath tree = built ? unpacked(plan, files.get(Release.ALL)) : sources(plan, rockspec, files);
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
        if (!built) {
            config.set("build", rockspec.build().toConfig())
                    .set("folder", rockspec.source().dir());
        }
        if (toolchain != null) {
            config.set("toolchain", toolchain.identity());
        }
        return plan.derive(config.build(), Realizer.of(REALIZER, build -> {
            RockBuild rock = new RockBuild(build, rockspec, toolchain);
            if (built) {
                rock.unpacked(build.path(tree));
            } else {
                rock.fromSources(build.path(tree));
            }
        }));
    }

    private @Nullable Toolchain toolchain(Rockspec rockspec) {
        if (!rockspec.build().hasNative()) {
            return null;
        }
        Toolchain.check(rockspec.toString(), rockspec.externalDependencies());
        return Toolchain.find(rockspec.toString(), dialect);
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
            return unpacked(plan, alone);
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
