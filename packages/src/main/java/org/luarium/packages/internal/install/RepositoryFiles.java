// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.install;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.luarium.packages.InvalidLockException;
import org.luarium.packages.RepositoryUnavailableException;
import org.luarium.packages.RockBuildException;
import org.luarium.packages.RockName;
import org.luarium.packages.RockVersion;
import org.luarium.packages.internal.build.Artifact;
import org.luarium.packages.internal.build.Md5;
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

    boolean has(String kind) {
        return release.artifacts().contains(kind);
    }

    String kinds() {
        return String.join(", ", new TreeSet<>(release.artifacts()));
    }

    /** A rock for every platform, for one, or with sources. */
    Optional<Artifact> packed(String kind) {
        return find(kind, rock("-", kind + ".rock"));
    }

    private Optional<Artifact> find(String kind, String fileName) {
        return release.artifacts().contains(kind)
                ? Optional.of(new Artifact(kind, fileName, bytes(kind)))
                : Optional.empty();
    }

    private String rock(String separator, String extension) {
        return release.name() + separator + release.version() + (extension.isEmpty() ? "" : "." + extension);
    }

    /**
     * The sources of a rock of which there is only a rockspec. Those of a file that is not in the repository come from the web only, or
     * from the folder of the repository.
     */
    Artifact archive(Rockspec rockspec) {
        SourceUrl url = new SourceUrl(rockspec.source());
        String fileName = url.fileName()
                .orElseThrow(
                        () -> problem(rockspec, "the URL of its sources names no file: '" + url.text() + "'", null));
        if (url.isRepository()) {
            throw problem(
                    rockspec,
                    "its sources are under version control at '" + url.text()
                            + "', where one name can mean another thing"
                            + " every day; have a rock with sources (.src.rock) put into repository "
                            + source.repository(),
                    null);
        }
        Artifact archive = new Artifact(Artifact.ARCHIVE, fileName, content(rockspec, url, fileName));
        String expected = rockspec.source().md5();
        if (!expected.isEmpty() && !expected.equals(Md5.of(archive.content()))) {
            throw problem(
                    rockspec,
                    fileName + " is damaged, or not the file that its rockspec means: its MD5 sum is "
                            + Md5.of(archive.content()) + " and not " + expected
                            + "; try again, or tell who made the rock",
                    null);
        }
        return archive;
    }

    private byte[] content(Rockspec rockspec, SourceUrl url, String fileName) {
        if (release.artifacts().contains(fileName)) {
            return bytes(fileName);
        }
        try {
            switch (url.scheme()) {
                case "http", "https" -> {
                    try (InputStream in = catalog.fetch(source, URI.create(url.text()), LARGEST)) {
                        return bounded(in, fileName);
                    }
                }
                case "file" -> {
                    if (isBelow(url.text(), catalog.location(source))) {
                        try (InputStream in = Files.newInputStream(Path.of(URI.create(url.text())))) {
                            return bounded(in, fileName);
                        }
                    }
                }
                default -> {
                    // said below
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            throw problem(rockspec, "its sources cannot be had: " + e.getMessage(), e);
        }
        throw problem(
                rockspec,
                "its sources are at '" + url.text() + "', which is not in repository " + source.repository()
                        + " and no web address; have a rock with sources (.src.rock) put there",
                null);
    }

    private static RockBuildException problem(Rockspec rockspec, String text, @Nullable Exception cause) {
        return new RockBuildException(rockspec.toString(), text, cause);
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
