// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.repository;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.luarium.packages.spi.Release;

/** Rocks and rockspecs that lie loose in folders which somebody else watches. Thread-safe. */
public final class DeployedRocks implements OwnRepository {
    /** The name of the repository. */
    public static final String NAME = "deployed";

    private final Map<String, Path> files = new ConcurrentHashMap<>();
    private volatile Listing listing = Listing.EMPTY;

    /** Whether a file is one for this repository; if it has no good name, it will be told that it is ignored. */
    public static boolean isMeant(Path file) {
        return ArtifactName.isMeant(String.valueOf(file.getFileName()));
    }

    /** A file came, or was changed. */
    public void add(Path file) {
        files.put(String.valueOf(file.getFileName()), file.toAbsolutePath());
    }

    /** A file went. */
    public void remove(Path file) {
        files.remove(String.valueOf(file.getFileName()), file.toAbsolutePath());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String location() {
        return "files in watched folders";
    }

    @Override
    public List<Release> releases() {
        Listing.Builder found = new Listing.Builder();
        files.forEach((name, file) -> {
            if (LooseFile.isRegular(file)) {
                found.addFile(name);
            } else {
                found.ignore(name, "it is a link or no file");
            }
        });
        Listing now = found.build().orSame(listing);
        listing = now;
        return now.releases();
    }

    @Override
    public List<String> remarks() {
        return listing.remarks();
    }

    @Override
    public InputStream open(Release release, String artifact) throws IOException {
        Path file = ArtifactName.fileName(release, artifact).map(files::get).orElse(null);
        if (file == null) {
            throw new IOException(Printable.of(release + " " + artifact)
                    + " is not deployed any more; look what the repository has now");
        }
        return LooseFile.open(file);
    }
}
