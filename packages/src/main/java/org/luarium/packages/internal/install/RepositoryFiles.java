// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.install;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.luarium.packages.InvalidLockException;
import org.luarium.packages.RepositoryUnavailableException;
import org.luarium.packages.RockBuildException;
import org.luarium.packages.RockName;
import org.luarium.packages.RockVersion;
import org.luarium.packages.internal.build.Artifact;
import org.luarium.packages.internal.build.SourceUrl;
import org.luarium.packages.internal.rockspec.Rockspec;
import org.luarium.packages.spi.Release;

/** The artifacts of one version of a rock in its repository. */
final class RepositoryFiles {
    static final int LARGEST = 64 << 20;

    private final Catalog catalog;
    private final Catalog.Source source;
    private final Release release;

    private RepositoryFiles(Catalog catalog, Catalog.Source source, Release release) {
        this.catalog = catalog;
        this.source = source;
        this.release = release;
    }

    static RepositoryFiles of(Catalog catalog, RockName name, RockVersion version) {
        Catalog.Source source = catalog.source(name).orElse(null);
        Release release = source == null ? null : source.releases().get(version);
        if (source == null || release == null) {
            throw new InvalidLockException(
                    "no repository that it may come from has " + name + " " + version + " any more", null);
        }
        return new RepositoryFiles(catalog, source, release);
    }

    String repository() {
        return source.repository();
    }

    Optional<Artifact> rockspec() {
        return find(Release.ROCKSPEC, rock("-", "rockspec"));
    }

    /** A rock for every platform, or else one with sources. */
    Optional<Artifact> packed() {
        return find(Release.ALL, rock("-", "all.rock")).or(() -> find(Release.SOURCE, rock("-", "src.rock")));
    }

    private Optional<Artifact> find(String kind, String fileName) {
        return release.artifacts().contains(kind)
                ? Optional.of(new Artifact(kind, fileName, bytes(kind)))
                : Optional.empty();
    }

    private String rock(String separator, String extension) {
        return release.name() + separator + release.version() + (extension.isEmpty() ? "" : "." + extension);
    }

    /** The sources of a rock of which there is only a rockspec. Nothing is fetched from anywhere else than the repository. */
    Artifact archive(Rockspec rockspec) {
        SourceUrl url = new SourceUrl(rockspec.source());
        String fileName = url.fileName().orElse("");
        if (!url.isRepository() && release.artifacts().contains(fileName)) {
            return new Artifact(Artifact.ARCHIVE, fileName, bytes(fileName));
        }
        if (url.scheme().equals("file") && !url.isRepository() && isBelow(url.text(), catalog.location(source))) {
            try (InputStream in = Files.newInputStream(Path.of(URI.create(url.text())))) {
                return new Artifact(Artifact.ARCHIVE, fileName, bounded(in, fileName));
            } catch (IOException e) {
                throw new RockBuildException(rockspec.toString(), "its sources cannot be read: " + e.getMessage(), e);
            }
        }
        throw new RockBuildException(
                rockspec.toString(),
                "its sources are at '" + url.text() + "', which is not in repository " + source.repository()
                        + "; have a rock with sources (.src.rock) put there",
                null);
    }

    /** A rockspec must not pick files of this machine that its repository does not have. */
    private static boolean isBelow(String url, String location) {
        try {
            Path folder = location.startsWith("file:") ? Path.of(URI.create(location)) : Path.of(location);
            return folder.isAbsolute() && Path.of(URI.create(url)).toRealPath().startsWith(folder.toRealPath());
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }

    private byte[] bytes(String artifact) {
        try (InputStream in = catalog.open(source, release, artifact)) {
            return bounded(in, artifact);
        } catch (IOException | RuntimeException e) {
            throw new RepositoryUnavailableException(
                    source.repository(), artifact + " of " + rock(" ", "") + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static byte[] bounded(InputStream in, String artifact) throws IOException {
        byte[] bytes = in.readNBytes(LARGEST + 1);
        if (bytes.length > LARGEST) {
            throw new IOException(artifact + " is larger than " + (LARGEST >> 20) + " MiB");
        }
        return bytes;
    }
}
