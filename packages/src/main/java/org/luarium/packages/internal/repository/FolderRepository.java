// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.repository;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.luarium.packages.IndexInfo;
import org.luarium.packages.internal.web.BoundedStream;
import org.luarium.packages.spi.Release;

/**
 * The rocks and rockspecs in a folder. What is there is offered, whether a manifest says so or not: the folder cannot
 * disagree with itself. Only if it has an index, what that does not name is not offered. Files in subfolders are not looked at, and links are not followed. Thread-safe.
 */
public final class FolderRepository implements OwnRepository {
    private static final int MOST_FILES = 1_000_000;

    private final String name;
    private final Path folder;
    private final IndexMemory memory;
    private final InstantSource clock;
    private volatile Listing listing = Listing.EMPTY;
    private volatile Optional<RepositoryIndex> index = Optional.empty();

    FolderRepository(String name, Path folder, IndexMemory memory, InstantSource clock) {
        this.name = requireNonNull(name, "name");
        this.folder = folder.toAbsolutePath();
        this.memory = requireNonNull(memory, "memory");
        this.clock = requireNonNull(clock, "clock");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String location() {
        return Printable.of(folder.toString());
    }

    @Override
    public List<Release> releases() throws IOException {
        Optional<RepositoryIndex> named = readIndex();
        Listing now = look(named).orSame(listing);
        if (named.isPresent() && !named.equals(index)) {
            memory.note(named.get());
        }
        index = named;
        listing = now;
        return now.releases();
    }

    private Optional<RepositoryIndex> readIndex() throws IOException {
        Path file = folder.resolve(RepositoryIndex.FILE);
        if (!LooseFile.isRegular(file)) {
            return Files.isDirectory(folder) ? memory.check(Optional.empty(), clock.instant()) : Optional.empty();
        }
        try (InputStream in = new BoundedStream(LooseFile.open(file), RepositoryIndex.LARGEST)) {
            return memory.check(Optional.of(in.readAllBytes()), clock.instant());
        }
    }

    private Listing look(Optional<RepositoryIndex> named) throws IOException {
        Listing.Builder found = new Listing.Builder();
        int count = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (++count > MOST_FILES) {
                    throw new IOException(location() + " has more than " + MOST_FILES
                            + " files; give a folder that has only rocks in it");
                }
                String fileName = String.valueOf(file.getFileName());
                if (!ArtifactName.isMeant(fileName)) {
                    continue;
                }
                if (!LooseFile.isRegular(file)) {
                    found.ignore(fileName, "it is a link or no file");
                } else if (named.isPresent() && !named.get().names(fileName)) {
                    found.ignore(fileName, RepositoryIndex.UNNAMED);
                } else {
                    found.addFile(fileName);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw unreadable(requireNonNull(e.getCause(), "a cause"));
        } catch (IOException e) {
            throw unreadable(e);
        }
        return found.build();
    }

    private IOException unreadable(IOException cause) {
        String reason =
                Files.isDirectory(folder) ? "cannot be read (" + Printable.of(cause.toString()) + ")" : "is no folder";
        return new IOException(
                "the folder " + location() + " " + reason + "; check that it is there and may be read", cause);
    }

    @Override
    public List<String> remarks() {
        return listing.remarks();
    }

    @Override
    public Optional<IndexInfo> index() {
        return index.map(RepositoryIndex::info);
    }

    @Override
    public InputStream open(Release release, String artifact) throws IOException {
        String file = ArtifactName.fileName(release, artifact)
                .orElseThrow(() -> new IOException("no file can be named " + Printable.of(release + " " + artifact)
                        + "; ask for a release of this repository"));
        InputStream content = LooseFile.open(folder.resolve(file));
        Optional<RepositoryIndex> named = index;
        return named.isPresent() ? named.get().checked(file, content) : content;
    }
}
