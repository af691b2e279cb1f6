// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.repository;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luarium.packages.IndexInfo;
import org.luarium.packages.internal.web.Answer;
import org.luarium.packages.internal.web.Rules;
import org.luarium.packages.internal.web.WebClient;
import org.luarium.packages.spi.Release;

/**
 * A repository of LuaRocks on a web server. Thread-safe.
 *
 * <p>Its list is the file {@code manifest}, which has everything, or where there is none, all that the lists for the
 * versions of Lua have. It is asked for again when its copy is not fresh any more; when that fails, the copy counts, and
 * the failure is told beside it. If it has an index, only the lists and rocks that this names count.
 */
public final class HttpRepository implements OwnRepository {
    /** How large the list may be, and each artifact. */
    public record Limits(long list, long artifact) {
        public static final Limits DEFAULT = new Limits(256L << 20, 512L << 20);
    }

    private static final Duration FRESH = Duration.ofMinutes(10);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(30);
    private static final String COMPLETE = "manifest";
    private static final List<String> VERSIONS = List.of("5.1", "5.2", "5.3", "5.4", "5.5");

    private final String name;
    private final URI base;
    private final WebClient lists;
    private final WebClient artifacts;
    private final Path cache;
    private final IndexMemory memory;
    private final ManifestReader reader;
    private final InstantSource clock;
    private final Limits limits;
    private final SingleFlight<State> looking = new SingleFlight<>();
    private volatile @Nullable State state;
    private volatile boolean expired;

    /** What was found, when it was asked for, how old it is, and what went wrong. */
    private record State(
            @Nullable Listing listing,
            Optional<RepositoryIndex> index,
            Instant asked,
            @Nullable Instant checked,
            @Nullable IOException failure) {}

    /**
     * Creates a repository.
     *
     * @param base the address of the folder with the list
     * @param lists asks for lists
     * @param artifacts asks for rocks
     * @param caches the folder for the copies of all repositories
     * @param memories the folder for what was seen of all repositories
     */
    public HttpRepository(
            String name,
            URI base,
            WebClient lists,
            WebClient artifacts,
            Path caches,
            Path memories,
            ManifestReader reader,
            InstantSource clock,
            Limits limits) {
        this.name = requireNonNull(name, "name");
        String address = base.toString();
        this.base = URI.create(address.endsWith("/") ? address : address + "/");
        this.lists = requireNonNull(lists, "lists");
        this.artifacts = requireNonNull(artifacts, "artifacts");
        this.cache = caches.resolve(CachedFile.key(this.base.toString()));
        this.memory = new IndexMemory(memories, this.base.toString());
        this.reader = requireNonNull(reader, "reader");
        this.clock = requireNonNull(clock, "clock");
        this.limits = requireNonNull(limits, "limits");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String location() {
        return Printable.of(base.toString());
    }

    @Override
    public List<Release> releases() throws IOException {
        State known = state;
        State now = known != null && isFresh(known) ? known : looking.run(this::look);
        if (now.listing() == null) {
            throw requireNonNull(now.failure(), "a failure");
        }
        return now.listing().releases();
    }

    private boolean isFresh(State known) {
        Duration since = Duration.between(known.asked(), clock.instant());
        return !expired
                && !since.isNegative()
                && since.compareTo(known.failure() == null ? FRESH : PAUSE_AFTER_FAILURE) < 0;
    }

    private State look() {
        boolean forced = expired;
        expired = false;
        State known = state;
        Listing listing = known == null ? null : known.listing();
        boolean asks = known != null || forced || !isCopyFresh();
        State found = attempt(listing, asks);
        if (found.listing() == null && hasCopy() && !isRefused(found)) {
            // The copy is damaged
            forget();
            found = attempt(listing, true);
        }
        state = found;
        return found;
    }

    /** Whether the copy is whole but does not count any more. */
    private static boolean isRefused(State found) {
        return found.failure() instanceof IndexException e && e.isFinal();
    }

    private State attempt(@Nullable Listing known, boolean asks) {
        IOException failure = null;
        try {
            if (asks) {
                update();
            }
        } catch (IOException e) {
            failure = e;
        }
        Instant now = clock.instant();
        try {
            return read(now, known, failure);
        } catch (IOException e) {
            return new State(
                    null, Optional.empty(), now, null, failure == null || e instanceof IndexException ? e : failure);
        }
    }

    private boolean hasCopy() {
        return files().stream().anyMatch(file -> list(file).note().isPresent());
    }

    /** Another process may have asked a moment ago. */
    private boolean isCopyFresh() {
        Instant now = clock.instant();
        return list(COMPLETE)
                .note()
                .map(note -> Duration.between(note.checked(), now))
                .filter(age -> !age.isNegative() && age.compareTo(FRESH) < 0)
                .isPresent();
    }

    private void update() throws IOException {
        Optional<ServerIndex.Found> found = serverIndex().ask();
        updateLists(found.map(ServerIndex.Found::index));
        if (found.isPresent()) {
            serverIndex().keep(found.get());
        }
    }

    private void updateLists(Optional<RepositoryIndex> index) throws IOException {
        if (update(COMPLETE, index)) {
            return;
        }
        boolean any = false;
        for (String version : VERSIONS) {
            any |= update(COMPLETE + "-" + version, index) || update(COMPLETE + "-" + version + ".zip", index);
        }
        if (!any) {
            throw new IOException(
                    "there is no repository at " + location() + ": it has no file manifest; check the address");
        }
    }

    private boolean update(String file, Optional<RepositoryIndex> index) throws IOException {
        if (index.isPresent() && (!index.get().names(file) || file.endsWith(".zip"))) {
            list(file).forget();
            return false;
        }
        return list(file).update(index);
    }

    private State read(Instant now, @Nullable Listing known, @Nullable IOException failure) throws IOException {
        if (!hasCopy()) {
            return new State(null, Optional.empty(), now, null, failure);
        }
        Optional<RepositoryIndex> index = serverIndex().copy();
        Listing.Builder found = new Listing.Builder();
        Instant checked = null;
        for (String file : files()) {
            ServerList list = list(file);
            Optional<CachedFile.Note> note = list.note();
            if (note.isPresent()) {
                list.readCopy(note.get(), index, found);
                Instant time = note.get().checked();
                checked = checked == null || time.isBefore(checked) ? time : checked;
            }
        }
        if (checked == null) {
            return new State(null, index, now, null, failure);
        }
        Listing listing = found.build();
        return new State(known == null ? listing : listing.orSame(known), index, now, checked, failure);
    }

    /** The complete list alone, if there is a copy of it. */
    private List<String> files() {
        if (list(COMPLETE).note().isPresent()) {
            return List.of(COMPLETE);
        }
        List<String> files = new ArrayList<>();
        for (String version : VERSIONS) {
            files.add(COMPLETE + "-" + version);
            files.add(COMPLETE + "-" + version + ".zip");
        }
        return files;
    }

    private ServerIndex serverIndex() {
        return new ServerIndex(base, lists, new CachedFile(cache, RepositoryIndex.FILE), memory, clock);
    }

    private ServerList list(String file) {
        return new ServerList(base, file, lists, new CachedFile(cache, file), reader, clock, limits.list());
    }

    @Override
    public List<String> remarks() {
        State known = state;
        return known == null || known.listing() == null
                ? List.of()
                : known.listing().remarks();
    }

    @Override
    public Optional<String> problem() {
        State known = state;
        return known == null || known.failure() == null
                ? Optional.empty()
                : Optional.of(String.valueOf(known.failure().getMessage()));
    }

    @Override
    public Optional<Duration> age() {
        State known = state;
        return known == null || known.checked() == null
                ? Optional.empty()
                : Optional.of(Duration.between(known.checked(), clock.instant()));
    }

    @Override
    public Optional<IndexInfo> index() {
        return known().map(RepositoryIndex::info);
    }

    private Optional<RepositoryIndex> known() {
        State known = state;
        return known == null ? Optional.empty() : known.index();
    }

    @Override
    public Rules rules() {
        return artifacts.rules();
    }

    @Override
    public void expire() {
        expired = true;
    }

    @Override
    public void forget() {
        files().forEach(file -> list(file).forget());
        serverIndex().forget();
    }

    @Override
    public InputStream open(Release release, String artifact) throws IOException {
        String file = ArtifactName.fileName(release, artifact)
                .orElseThrow(() -> new IOException("no file can be named " + Printable.of(release + " " + artifact)
                        + "; ask for a release of this repository"));
        Answer answer = artifacts.get(base.resolve(file), Map.of());
        boolean opened = false;
        try {
            if (answer.status() != 200) {
                // The list said that it is there
                expire();
                throw answer.problem();
            }
            Optional<RepositoryIndex> index = known();
            InputStream content = answer.body(limits.artifact());
            InputStream body = index.isPresent() ? index.get().checked(file, content) : content;
            opened = true;
            return body;
        } finally {
            if (!opened) {
                answer.close();
            }
        }
    }
}
