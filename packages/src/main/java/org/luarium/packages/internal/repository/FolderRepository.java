// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.repository;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.luarium.packages.spi.Release;

/**
 * The rocks and rockspecs in a folder. What is there is offered, whether a manifest says so or not: the folder cannot
 * disagree with itself. Files in subfolders are not looked at, and links are not followed. Thread-safe.
 */
public final class FolderRepository implements OwnRepository {
    private static final int MOST_FILES = 1_000_000;

    private final String name;
    private final Path folder;
    private volatile Listing listing = Listing.EMPTY;

    public FolderRepository(String name, Path folder) {
        this.name = requireNonNull(name, "name");
        this.folder = folder.toAbsolutePath();
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
        Listing now = look().orSame(listing);
        listing = now;
        return now.releases();
    }

    private Listing look() throws IOException {
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
                if (LooseFile.isRegular(file)) {
                    found.addFile(fileName);
                } else {
                    found.ignore(fileName, "it is a link or no file");
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
    public InputStream open(Release release, String artifact) throws IOException {
        String file = ArtifactName.fileName(release, artifact)
                .orElseThrow(() -> new IOException("no file can be named " + Printable.of(release + " " + artifact)
                        + "; ask for a release of this repository"));
        return LooseFile.open(folder.resolve(file));
    }
}
