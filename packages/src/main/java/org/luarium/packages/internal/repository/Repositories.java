// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.repository;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.luarium.packages.RepositoryAlreadyExistsException;
import org.luarium.packages.RepositoryInfo;
import org.luarium.packages.RepositoryManager;
import org.luarium.packages.RepositoryNotFoundException;
import org.luarium.packages.RepositoryOptions;
import org.luarium.packages.RepositoryUnavailableException;
import org.luarium.packages.RockName;
import org.luarium.packages.RockOffer;
import org.luarium.packages.internal.web.Answer;
import org.luarium.packages.internal.web.Patience;
import org.luarium.packages.internal.web.Rules;
import org.luarium.packages.internal.web.WebClient;
import org.luarium.packages.spi.PackageRepository;

/** All repositories in their order: those that come and go as services, and those that were added. Thread-safe. */
public class Repositories implements RepositoryManager {
    private static final String TWIN = "another repository has this name and comes first; give this one another name";
    private static final String UNNAMED = "its name is none: 1 to 64 of a-z, 0-9, '.', '_' and '-'; tell who made it";

    private final AddedRepositories added;
    private final RepositoryFactory factory;
    private final AtomicLong ages = new AtomicLong();
    private final List<Shelf> services = new CopyOnWriteArrayList<>();
    private final Map<RepositorySpec, Shelf> made = new HashMap<>(); // guarded by itself

    /**
     * Creates the manager.
     *
     * @param folder where it notes what was added
     * @param factory makes what was added
     */
    public Repositories(Path folder, RepositoryFactory factory) {
        this.added = new AddedRepositories(folder);
        this.factory = requireNonNull(factory, "factory");
    }

    /** A repository came, or has another priority now. */
    public final void put(PackageRepository repository, int priority) {
        Shelf shelf = new Shelf(repository, priority, ages.getAndIncrement(), false);
        services.add(shelf);
        services.removeIf(present -> present.repository() == repository && present != shelf);
    }

    /** A repository went. */
    public final void take(PackageRepository repository) {
        services.removeIf(present -> present.repository() == repository);
    }

    /** What all of them offer now. */
    public final Offers offers() {
        return new Offers(List.copyOf(shelves().values()));
    }

    /**
     * Fetches sources to which a rockspec of a repository leads, by the rules of that repository.
     *
     * @param most how many bytes there may be
     * @throws RepositoryNotFoundException if there is no such repository
     * @throws IOException if they cannot be read
     */
    public final InputStream fetch(String repository, URI address, long most) throws IOException {
        Rules rules = get(repository).repository() instanceof OwnRepository own ? own.rules() : new Rules(false, false);
        Answer answer =
                new WebClient(rules, Patience.LIST.withTotal(RepositoryFactory.ARTIFACT_TIME)).get(address, Map.of());
        boolean opened = false;
        try {
            if (answer.status() != 200) {
                throw answer.problem();
            }
            InputStream body = answer.body(most);
            opened = true;
            return body;
        } finally {
            if (!opened) {
                answer.close();
            }
        }
    }

    /** All that can be asked, by name, in their order. */
    private Map<String, Shelf> shelves() {
        return Ordered.of(all()).usable();
    }

    private Shelf get(String name) {
        Shelf shelf = shelves().get(name);
        if (shelf == null) {
            throw new RepositoryNotFoundException(name);
        }
        return shelf;
    }

    private List<Shelf> all() {
        List<Shelf> all = new ArrayList<>(services);
        all.addAll(made());
        all.sort(Shelf.ORDER);
        return all;
    }

    /** What was added, by any process; a repository stays the same object as long as nothing of it changes. */
    private List<Shelf> made() {
        List<RepositorySpec> specs;
        try {
            specs = added.list();
        } catch (IOException e) {
            throw new RepositoryUnavailableException(
                    "added",
                    "what was added cannot be read: " + Printable.of(e.toString()) + "; check the permissions",
                    e);
        }
        Set<RepositorySpec> present = new HashSet<>(specs);
        synchronized (made) {
            made.keySet().retainAll(present);
            for (RepositorySpec spec : specs) {
                made.computeIfAbsent(
                        spec, key -> new Shelf(factory.make(key), key.priority(), ages.getAndIncrement(), true));
            }
            return List.copyOf(made.values());
        }
    }

    @Override
    public final List<RepositoryInfo> list() {
        return Ordered.of(all()).infos();
    }

    @Override
    public final Optional<RepositoryInfo> find(String name) {
        return Optional.ofNullable(shelves().get(name)).map(Shelf::info);
    }

    @Override
    public final RepositoryInfo add(URI location, RepositoryOptions options) {
        RepositorySpec spec = RepositorySpec.of(location, options);
        if (shelves().containsKey(spec.name())) {
            throw new RepositoryAlreadyExistsException(spec.name());
        }
        try {
            added.add(spec);
        } catch (IOException e) {
            throw unwritable(spec.name(), e);
        }
        return get(spec.name()).info();
    }

    @Override
    public final void remove(String name) {
        Shelf shelf = made().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new RepositoryNotFoundException(name));
        try {
            if (!added.remove(name)) {
                throw new RepositoryNotFoundException(name);
            }
        } catch (IOException e) {
            throw unwritable(name, e);
        }
        shelf.forget();
    }

    private static RepositoryUnavailableException unwritable(String name, IOException cause) {
        return new RepositoryUnavailableException(
                name,
                "that cannot be noted down: " + Printable.of(cause.toString()) + "; check the permissions",
                cause);
    }

    @Override
    public final RepositoryInfo refresh(String name) {
        Shelf shelf = get(name);
        shelf.expire();
        return shelf.info();
    }

    @Override
    public final List<RepositoryInfo> refresh() {
        shelves().values().forEach(Shelf::expire);
        return list();
    }

    @Override
    public final Optional<RockOffer> releases(RockName name) {
        return offers().find(name);
    }

    @Override
    public final Optional<RockOffer> releases(RockName name, String repository) {
        return offers().find(name, repository);
    }

    /** Which of them are asked, and what is said of those that are not. */
    private record Ordered(Map<String, Shelf> usable, Map<Shelf, String> refused) {
        static Ordered of(List<Shelf> all) {
            Map<String, Shelf> usable = new LinkedHashMap<>();
            Map<Shelf, String> refused = new LinkedHashMap<>();
            for (Shelf shelf : all) {
                if (!isName(shelf.name())) {
                    refused.put(shelf, UNNAMED);
                } else if (usable.putIfAbsent(shelf.name(), shelf) != null) {
                    refused.put(shelf, TWIN);
                }
            }
            return new Ordered(usable, refused);
        }

        private static boolean isName(String name) {
            try {
                return RepositoryOptions.of(name).name().equals(name);
            } catch (IllegalArgumentException e) {
                return false;
            }
        }

        List<RepositoryInfo> infos() {
            List<RepositoryInfo> infos = new ArrayList<>();
            usable.values().forEach(shelf -> infos.add(shelf.info()));
            refused.forEach((shelf, why) -> infos.add(shelf.info(why)));
            return List.copyOf(infos);
        }
    }
}
