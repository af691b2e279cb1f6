// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.repository;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.luarium.packages.internal.web.Answer;
import org.luarium.packages.internal.web.WebClient;

/** The index of a server and the copy of it. Confined to one thread. */
final class ServerIndex {
    private final URI address;
    private final WebClient client;
    private final CachedFile cache;
    private final IndexMemory memory;
    private final InstantSource clock;

    ServerIndex(URI base, WebClient client, CachedFile cache, IndexMemory memory, InstantSource clock) {
        this.address = base.resolve(RepositoryIndex.FILE);
        this.client = client;
        this.cache = cache;
        this.memory = memory;
        this.clock = clock;
    }

    /** An index and what it was read from. */
    record Found(RepositoryIndex index, String text) {}

    /** What the server has now, if it is to be believed; empty if it has none and never had one. */
    Optional<Found> ask() throws IOException {
        Optional<byte[]> content = fetch();
        return memory.check(content, clock.instant())
                .map(index -> new Found(index, new String(content.orElseThrow(), ISO_8859_1)));
    }

    private Optional<byte[]> fetch() throws IOException {
        try (Answer answer = client.get(address, Map.of())) {
            if (answer.status() >= 400 && answer.status() < 500) {
                // Some servers forbid what they do not have
                return Optional.empty();
            } else if (answer.status() != 200) {
                throw answer.problem();
            }
            try (InputStream body = answer.body(RepositoryIndex.LARGEST)) {
                return Optional.of(body.readAllBytes());
            }
        }
    }

    /** What the copy says, if that is still to be believed. */
    Optional<RepositoryIndex> copy() throws IOException {
        Optional<CachedFile.Note> note = cache.note();
        Optional<byte[]> content =
                note.isEmpty() ? Optional.empty() : Optional.of(cache.read(note.get(), InputStream::readAllBytes));
        return memory.check(content, clock.instant());
    }

    /** From now on this counts, once everything that it names was found to be so. */
    void keep(Found found) throws IOException {
        memory.note(found.index());
        try (CachedFile.Draft draft =
                cache.draft(new ByteArrayInputStream(found.text().getBytes(ISO_8859_1)))) {
            draft.keep("", "", clock.instant());
        }
    }

    void forget() {
        cache.forget();
    }
}
