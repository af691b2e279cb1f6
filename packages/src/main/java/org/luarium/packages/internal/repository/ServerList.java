// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.repository;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.luarium.packages.InvalidManifestException;
import org.luarium.packages.internal.web.Answer;
import org.luarium.packages.internal.web.BoundedStream;
import org.luarium.packages.internal.web.TooLargeException;
import org.luarium.packages.internal.web.WebClient;

/** One manifest of a server and the copy of it. Confined to one thread. */
final class ServerList {
    private final URI address;
    private final String file;
    private final WebClient client;
    private final CachedFile cache;
    private final ManifestReader reader;
    private final InstantSource clock;
    private final long most;

    ServerList(
            URI base,
            String file,
            WebClient client,
            CachedFile cache,
            ManifestReader reader,
            InstantSource clock,
            long most) {
        this.address = base.resolve(file);
        this.file = file;
        this.client = client;
        this.cache = cache;
        this.reader = reader;
        this.clock = clock;
        this.most = most;
    }

    Optional<CachedFile.Note> note() {
        return cache.note();
    }

    /** Makes the server be asked for all of it again. */
    void forget() {
        cache.forget();
    }

    /** What the copy says, without asking the server. */
    void readCopy(CachedFile.Note note, Optional<RepositoryIndex> index, Listing.Builder found) throws IOException {
        if (index.isPresent()) {
            index.get().check(file, note.sha256());
        }
        cache.read(note, in -> {
            parse(in, index, found);
            return note;
        });
    }

    /** Brings the copy up to date, with the one that an index names; returns whether the server has this list at all. */
    boolean update(Optional<RepositoryIndex> index) throws IOException {
        Optional<CachedFile.Note> known = cache.note();
        try (Answer answer = client.get(address, conditions(known))) {
            switch (answer.status()) {
                case 200 -> {
                    refuseOlder(known, answer);
                    replace(answer, index);
                    return true;
                }
                case 304 -> {
                    if (known.isEmpty()) {
                        throw new IOException(address
                                + " is as it was, says the server, but was never read; tell the owner of the server");
                    }
                    if (index.isPresent()) {
                        index.get().check(file, known.get().sha256());
                    }
                    cache.write(known.get().checkedAt(clock.instant()));
                    return true;
                }
                case 404, 410 -> {
                    return false;
                }
                default -> throw answer.problem();
            }
        }
    }

    private static Map<String, String> conditions(Optional<CachedFile.Note> known) {
        Map<String, String> conditions = new LinkedHashMap<>();
        known.ifPresent(note -> {
            if (!note.etag().isEmpty()) {
                conditions.put("If-None-Match", note.etag());
            }
            if (!note.modified().isEmpty()) {
                conditions.put("If-Modified-Since", note.modified());
            }
        });
        return conditions;
    }

    /** Somebody who plays back an old list hides what was repaired since. */
    private void refuseOlder(Optional<CachedFile.Note> known, Answer answer) throws IOException {
        Optional<Instant> before = known.flatMap(note -> time(note.modified()));
        Optional<Instant> now = answer.header("Last-Modified").flatMap(ServerList::time);
        if (before.isPresent() && now.isPresent() && now.get().isBefore(before.get())) {
            throw new IOException(address + " is of " + now.get() + ", older than before, " + before.get()
                    + "; do not trust it, or remove the repository and add it again");
        }
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private void replace(Answer answer, Optional<RepositoryIndex> index) throws IOException {
        try (InputStream body = answer.body(most);
                CachedFile.Draft draft = cache.draft(unzipped(body))) {
            if (index.isPresent()) {
                index.get().check(file, draft.sha256());
            }
            try (InputStream in = draft.open()) {
                parse(in, index, new Listing.Builder());
            }
            draft.keep(
                    answer.header("ETag").orElse(""),
                    answer.header("Last-Modified").orElse(""),
                    clock.instant());
        } catch (ZipException | TooLargeException e) {
            throw new IOException(address + " cannot be unpacked (" + e.getMessage() + "); do not trust it", e);
        }
    }

    private InputStream unzipped(InputStream body) throws IOException {
        if (!address.getPath().endsWith(".zip")) {
            return body;
        }
        ZipInputStream zip = new ZipInputStream(body);
        if (zip.getNextEntry() == null) {
            throw new IOException(address + " is no zip file; tell the owner of the server");
        }
        return new BoundedStream(zip, most);
    }

    private void parse(InputStream in, Optional<RepositoryIndex> index, Listing.Builder found) throws IOException {
        try {
            reader.read(in, new Heard(index, found));
        } catch (InvalidManifestException e) {
            throw new IOException(address + " is no list of rocks (" + e.getMessage() + "); check the address", e);
        }
    }

    /** Checks what a list says. */
    private record Heard(Optional<RepositoryIndex> index, Listing.Builder found) implements ManifestReader.Found {
        @Override
        public void artifact(String rock, String version, String artifact) {
            Optional<ArtifactName> name = ArtifactName.of(rock, version, artifact);
            if (name.isEmpty()) {
                found.ignore(rock + " " + version + " " + artifact, "no file of a rock can have such a name");
            } else if (index.isPresent() && !index.get().names(name.get().fileName())) {
                found.ignore(name.get().fileName(), RepositoryIndex.UNNAMED);
            } else {
                found.add(name.get());
            }
        }

        @Override
        public void ignored(String why) {
            found.remark(why);
        }
    }
}
