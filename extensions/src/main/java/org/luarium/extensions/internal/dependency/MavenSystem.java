// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.dependency;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.aether.RepositorySystemSession.CloseableSession;
import org.eclipse.aether.RepositorySystemSession.SessionBuilder;
import org.eclipse.aether.collection.DependencyCollectionContext;
import org.eclipse.aether.collection.DependencySelector;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.repository.RepositoryPolicy;
import org.eclipse.aether.resolution.ResolutionErrorPolicy;
import org.eclipse.aether.spi.connector.transport.TransporterFactory;
import org.eclipse.aether.supplier.RepositorySystemSupplier;
import org.eclipse.aether.supplier.SessionBuilderSupplier;
import org.eclipse.aether.transport.file.FileTransporterFactory;
import org.eclipse.aether.util.graph.selector.AndDependencySelector;
import org.eclipse.aether.util.repository.SimpleArtifactDescriptorPolicy;
import org.eclipse.aether.util.repository.SimpleResolutionErrorPolicy;

/** Maven Resolver for one resolution, wired by hand, on the thread of the caller, with nothing of the user's own Maven. */
final class MavenSystem extends RepositorySystemSupplier {
    /** What profiles of descriptions may ask for; the rest of the machine is none of their business. */
    private static final Set<String> PROPERTIES = Set.of("java.version", "os.name", "os.arch", "os.version");

    private final WebSession web;
    private final Path scratch;

    MavenSystem(WebSession web, Path scratch) {
        this.web = web;
        this.scratch = scratch;
    }

    @Override
    protected Map<String, TransporterFactory> createTransporterFactories() {
        return Map.of(
                FileTransporterFactory.NAME,
                new FileTransporterFactory(),
                "web",
                new WebTransporter.Factory(web, scratch));
    }

    /** A session that believes nobody but the repositories of the settings. */
    CloseableSession session(Path localRepository, DependencySettings settings, TransferLog log) {
        SessionBuilderSupplier supplier = new SessionBuilderSupplier(get());
        SessionBuilder builder = supplier.get();
        return builder.withLocalRepositoryBaseDirectories(localRepository)
                .setDependencySelector(
                        new AndDependencySelector(supplier.getDependencySelector(), new NoSystemScope(log)))
                .setOffline(settings.offline())
                .setIgnoreArtifactDescriptorRepositories(true)
                .setChecksumPolicy(RepositoryPolicy.CHECKSUM_POLICY_FAIL)
                .setArtifactDescriptorPolicy(new SimpleArtifactDescriptorPolicy(true, false))
                .setResolutionErrorPolicy(new SimpleResolutionErrorPolicy(ResolutionErrorPolicy.CACHE_DISABLED))
                .setSystemProperties(PROPERTIES.stream()
                        .collect(Collectors.toMap(Function.identity(), name -> System.getProperty(name, ""))))
                .setConfigProperty("aether.checksums.downloadChecksumAlgorithms", "SHA-1,SHA-256,SHA-512,MD5")
                .setConfigProperty("aether.connector.basic.threads", 1)
                .setConfigProperty("aether.metadataResolver.threads", 1)
                .setConfigProperty("aether.dependencyCollector.impl", "df")
                .setConfigProperty("aether.offline.protocols", "file")
                // Lists of what a repository has, which nobody asked for
                .setConfigProperty("aether.remoteRepositoryFilter.groupId", false)
                .setConfigProperty("aether.remoteRepositoryFilter.prefixes", false)
                .setConfigProperty(
                        "aether.syncContext.named.time", settings.longest().toSeconds())
                .setTransferListener(log.transfers(web))
                .setRepositoryListener(log.descriptions())
                .build();
    }

    /** A description could name any file of this machine. */
    private record NoSystemScope(TransferLog log) implements DependencySelector {
        @Override
        public boolean selectDependency(Dependency dependency) {
            boolean system = dependency.getScope().equals("system");
            if (system) {
                log.add("left out " + dependency.getArtifact() + ", which would be a file of this machine");
            }
            return !system;
        }

        @Override
        public DependencySelector deriveChildSelector(DependencyCollectionContext context) {
            return this;
        }
    }
}
