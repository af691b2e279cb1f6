// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.dependency;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.aether.RepositoryException;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.RepositorySystemSession.CloseableSession;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.graph.DependencyNode;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.repository.RepositoryPolicy;
import org.eclipse.aether.resolution.ArtifactRequest;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.util.graph.visitor.PreorderDependencyNodeConsumerVisitor;

/** Asks repositories. Thread-safe; several processes may use one local repository. */
final class MavenResolver {
    private final Path localRepository;
    private final DependencySettings settings;

    MavenResolver(Path localRepository, DependencySettings settings) {
        this.localRepository = localRepository;
        this.settings = settings;
    }

    /** An artifact and its file in the local repository. */
    record Found(Coordinates coordinates, Path file) {}

    /** Jars of artifacts and of everything that they need to run, as Maven would order and mediate them. */
    List<Found> resolve(List<Coordinates> wanted, Path scratch, TransferLog log) {
        return ask(wanted, scratch, log, (system, session, repositories) -> {
            CollectRequest request = new CollectRequest(
                    wanted.stream()
                            .map(one -> new Dependency(one.toArtifact(), "runtime"))
                            .toList(),
                    List.of(),
                    repositories);
            List<DependencyNode> nodes = new ArrayList<>();
            system.collectDependencies(session, request)
                    .getRoot()
                    .accept(new PreorderDependencyNodeConsumerVisitor(nodes::add));
            List<Artifact> jars = new ArrayList<>();
            for (DependencyNode node : nodes) {
                Artifact artifact = node.getArtifact();
                if (artifact == null) {
                    continue;
                }
                if (artifact.getExtension().equals("jar")) {
                    jars.add(Coordinates.of(artifact).toArtifact());
                } else {
                    log.add("left out " + artifact + ", which is no jar");
                }
            }
            return files(system, session, repositories, jars);
        });
    }

    /** The file of one artifact, without what it needs. */
    Path fetch(Coordinates one, Path scratch, TransferLog log) {
        return ask(
                        List.of(one),
                        scratch,
                        log,
                        (system, session, repositories) ->
                                files(system, session, repositories, List.of(one.toArtifact())))
                .get(0)
                .file();
    }

    private static List<Found> files(
            RepositorySystem system,
            CloseableSession session,
            List<RemoteRepository> repositories,
            List<Artifact> artifacts)
            throws RepositoryException {
        List<ArtifactResult> results = system.resolveArtifacts(
                session,
                artifacts.stream()
                        .map(artifact -> new ArtifactRequest(artifact, repositories, ""))
                        .toList());
        return results.stream()
                .map(result -> new Found(
                        Coordinates.of(result.getArtifact()),
                        result.getArtifact().getPath()))
                .toList();
    }

    /** What is asked. */
    private interface Question {
        List<Found> ask(RepositorySystem system, CloseableSession session, List<RemoteRepository> repositories)
                throws RepositoryException;
    }

    private List<Found> ask(List<Coordinates> wanted, Path scratch, TransferLog log, Question question) {
        try (WebSession web = new WebSession(settings)) {
            MavenSystem supplier = new MavenSystem(web, scratch);
            try (RepositorySystem system = supplier.get();
                    CloseableSession session = supplier.session(localRepository, settings, log)) {
                return question.ask(system, session, system.newResolutionRepositories(session, repositories()));
            } catch (RepositoryException | RuntimeException e) {
                throw new Problems(settings, web, log).of(wanted, e);
            }
        }
    }

    private List<RemoteRepository> repositories() {
        RepositoryPolicy releases =
                new RepositoryPolicy(true, RepositoryPolicy.UPDATE_POLICY_DAILY, RepositoryPolicy.CHECKSUM_POLICY_FAIL);
        RepositoryPolicy snapshots = new RepositoryPolicy(false, null, null);
        return settings.repositories().stream()
                .map(repository -> new RemoteRepository.Builder(
                                repository.id(), "default", repository.address().toString())
                        .setReleasePolicy(releases)
                        .setSnapshotPolicy(snapshots)
                        .build())
                .toList();
    }
}
