// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.stage;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.luarium.store.Config;
import org.luarium.store.Fetch;
import org.luarium.store.FetchException;
import org.luarium.store.InvalidConfigException;
import org.luarium.store.Realizer;
import org.luarium.store.Ref;
import org.luarium.store.RefPath;
import org.luarium.store.SelfPath;
import org.luarium.store.Stage;
import org.luarium.store.Stages;
import org.luarium.store.internal.archive.Unpacker;
import org.luarium.store.internal.fetch.Downloader;

/** The stages of a store. Thread-safe. */
public final class StockStages implements Stages {
    private static final String ARTIFACTS = "artifacts";
    private static final String OUT = "out";
    private static final Pattern OTHER = Pattern.compile("[^A-Za-z0-9_-]+");

    private final Downloader downloader;

    /** Stages that fetch with this downloader, which the caller closes. */
    public StockStages(Downloader downloader) {
        this.downloader = downloader;
    }

    @Override
    public Stage<Ref.DRef> node(Config config, Map<String, byte[]> files) {
        if (config.values().containsKey(ARTIFACTS)) {
            throw new InvalidConfigException(ARTIFACTS, "is reserved for the hashes of the files");
        }
        SortedMap<String, byte[]> copies = new TreeMap<>();
        SortedMap<String, String> hashes = new TreeMap<>();
        files.forEach((path, content) -> {
            List<String> unused = SelfPath.claim(path.split("/", -1)).path();
            copies.put(path, content.clone());
            hashes.put(path, HexFormat.of().formatHex(sha256().digest(content)));
        });
        for (String path : copies.keySet()) {
            for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
                if (copies.containsKey(path.substring(0, slash))) {
                    throw new InvalidConfigException(path, "is in the folder of a file; a path is one or the other");
                }
            }
        }
        Config complete = config.toBuilder().set(ARTIFACTS, hashes).build();
        Realizer realizer = Realizer.of("luarium-node-1", build -> {
            for (Map.Entry<String, byte[]> file : copies.entrySet()) {
                Path path = build.out().resolve(file.getKey());
                Files.createDirectories(requireNonNull(path.getParent(), "parent"));
                Files.write(path, file.getValue());
            }
            Path unused = build.out();
        });
        return plan -> plan.derive(complete, realizer);
    }

    @Override
    public Stage<Ref.DRef> file(String name, byte[] content) {
        Config config =
                Config.builder(nameOf(name)).set(OUT, SelfPath.promise(name)).build();
        return node(config, Map.of(name, content));
    }

    private static String nameOf(String fileName) {
        String name = OTHER.matcher(fileName).replaceAll("-");
        return name.length() <= Ref.LONGEST_NAME ? name : name.substring(0, Ref.LONGEST_NAME);
    }

    @Override
    public Stage<Ref.DRef> fetch(Fetch fetch) {
        if (fetch.mode() == Fetch.Mode.UNPACK_AND_KEEP && fetch.fileName().equals(FetchRealizer.CONTENT)) {
            throw new InvalidConfigException(
                    fetch.fileName(), "is where the content of the archive goes; give the archive another name");
        }
        return plan -> {
            Config.Builder config = Config.builder(nameOf(fetch.name()))
                    .set("url", fetch.source().toString())
                    .set("mode", fetch.mode().name())
                    .set(
                            OUT,
                            fetch.mode() == Fetch.Mode.UNPACK
                                    ? SelfPath.claim(fetch.fileName())
                                    : SelfPath.promise(fetch.fileName()));
            fetch.sha256().ifPresent(hash -> config.set("sha256", hash));
            fetch.sha1().ifPresent(hash -> config.set("sha1", hash));
            if (fetch.sha256().isEmpty() && fetch.sha1().isEmpty()) {
                config.set("sha256", hash(fetch));
            }
            return plan.derive(config.build(), new FetchRealizer(downloader));
        };
    }

    /** The hash of a file of this machine, as it is now. */
    private static String hash(Fetch fetch) {
        MessageDigest digest = sha256();
        try (InputStream in = Files.newInputStream(file(fetch.source()));
                OutputStream sink = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            in.transferTo(sink);
        } catch (IOException e) {
            throw new FetchException(fetch.source(), "it cannot be read: " + e.getMessage(), e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** A device or FIFO would never end. */
    private static Path file(URI source) {
        Path file;
        try {
            file = Path.of(source);
        } catch (IllegalArgumentException | FileSystemNotFoundException e) {
            throw new FetchException(source, "it names no local file; write file:///path", e);
        }
        if (!Files.isRegularFile(file)) {
            throw new FetchException(
                    source,
                    (Files.exists(file) ? "it is not a file" : "there is no such file") + "; check the path",
                    null);
        }
        return file;
    }

    @Override
    public Stage<Ref.DRef> local(Path file) {
        return fetch(Fetch.builder(file.toAbsolutePath().toUri()).build());
    }

    @Override
    public Stage<Ref.DRef> unpack(RefPath archive) {
        Config config = Config.builder(nameOf(archive.dref().name() + "-" + FetchRealizer.CONTENT))
                .set("archive", archive)
                .build();
        Realizer realizer = Realizer.of(
                "luarium-unpack-1",
                build -> new Unpacker().unpack(build.path(archive), build.out(), build::progress, build::cancelled));
        return plan -> plan.derive(config, realizer);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
