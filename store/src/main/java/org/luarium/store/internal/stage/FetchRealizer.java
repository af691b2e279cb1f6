// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.stage;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.luarium.store.Build;
import org.luarium.store.Config;
import org.luarium.store.Fetch;
import org.luarium.store.Realizer;
import org.luarium.store.SelfPath;
import org.luarium.store.internal.archive.Unpacker;
import org.luarium.store.internal.fetch.Downloader;
import org.luarium.store.internal.fetch.FetchRequest;

/** Fetches a file, and unpacks it if the configuration says so. */
final class FetchRealizer implements Realizer {
    /** Where the content of an archive is that is kept itself. */
    static final String CONTENT = "content";

    private final Downloader downloader;

    FetchRealizer(Downloader downloader) {
        this.downloader = downloader;
    }

    @Override
    public String id() {
        return "luarium-fetch-1";
    }

    @Override
    public void build(Build build) throws Exception {
        Config config = build.config();
        FetchRequest.Builder request = FetchRequest.of(URI.create(config.get("url", String.class)));
        config.find("sha256", String.class).ifPresent(request::sha256);
        config.find("sha1", String.class).ifPresent(request::sha1);
        String fileName = config.get("out", SelfPath.class).toString();
        Fetch.Mode mode = Fetch.Mode.valueOf(config.get("mode", String.class));
        Path file = (mode == Fetch.Mode.UNPACK ? build.scratch() : build.out()).resolve(fileName);
        downloader.fetch(request.build(), file, build::progress, build::cancelled);
        if (mode == Fetch.Mode.UNPACK) {
            unpack(build, file, build.out());
        } else if (mode == Fetch.Mode.UNPACK_AND_KEEP) {
            unpack(build, file, Files.createDirectory(build.out().resolve(CONTENT)));
        }
    }

    private static void unpack(Build build, Path archive, Path target) {
        new Unpacker().unpack(archive, target, build::progress, build::cancelled);
    }
}
