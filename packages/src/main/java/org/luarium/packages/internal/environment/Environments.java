// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.environment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.luarium.packages.Environment;
import org.luarium.packages.EnvironmentAccessException;
import org.luarium.packages.EnvironmentDamagedException;
import org.luarium.packages.EnvironmentGeneration;
import org.luarium.packages.EnvironmentInUseException;
import org.luarium.packages.EnvironmentInfo;
import org.luarium.packages.EnvironmentNotFoundException;
import org.luarium.packages.GenerationNotFoundException;
import org.luarium.packages.GenerationUse;
import org.luarium.packages.InstalledRock;
import org.luarium.store.Generation;
import org.luarium.store.Lease;
import org.luarium.store.ObjectNotFoundException;
import org.luarium.store.Profile;
import org.luarium.store.Ref;
import org.luarium.store.Retention;
import org.luarium.store.Store;
import org.luarium.store.VerifyOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The environments of a home. What one is, a profile of the store says: a generation of it has the rocks and a lock. A change
 * is the one step with which that profile takes a generation; folders follow. Thread-safe.
 */
public final class Environments {
    private static final Logger log = LoggerFactory.getLogger(Environments.class);
    private static final String LOCK_ENTRY = "_lock";
    private static final int MOST_LOCKS = 1000;
    private static final Duration ENDING = Duration.ofSeconds(2);

    private final Supplier<Store> stores;
    private final EnvironmentFiles files;
    private final EnvironmentLocks locks;
    private final GenerationUses uses;
    private final Map<Ref.RRef, EnvironmentLock> known = new ConcurrentHashMap<>();

    /**
     * Creates them.
     *
     * @param stores gives the store, and may take its time the first time
     * @param root their folder
     * @param longestWait how long a change waits for others
     */
    public Environments(Supplier<Store> stores, Path root, Duration longestWait) {
        this.stores = stores;
        Path absolute = root.toAbsolutePath().normalize();
        files = new EnvironmentFiles(absolute, this::object);
        locks = new EnvironmentLocks(absolute, longestWait);
        uses = new GenerationUses(absolute);
    }

    /** Says whether files may become a generation. */
    public interface Judge {
        /** Throws if they may not. */
        void check(String environment, EnvironmentLock lock, Path folder);
    }

    /** What is done while nobody else changes an environment. */
    public interface Change<T> {
        T perform();
    }

    /**
     * Does something while nobody else changes the environment.
     *
     * @throws org.luarium.packages.EnvironmentBusyException if somebody else does for too long
     * @throws EnvironmentAccessException if files cannot be read or written
     */
    public <T> T exclusively(String name, Change<T> change) {
        EnvironmentName.check(name);
        try {
            EnvironmentLocks.Held held = locks.acquire(name);
            try {
                files.sweep(name);
                return change.perform();
            } finally {
                held.close();
            }
        } catch (UncheckedIOException e) {
            throw new EnvironmentAccessException(name, String.valueOf(requireNonNull(e.getCause(), "a cause")), e);
        }
    }

    public Optional<Environment> find(String name) {
        if (!EnvironmentName.isValid(name)) {
            return Optional.empty();
        }
        return profile(name).current().map(generation -> environment(name, generation));
    }

    public List<Environment> list() {
        return files.names().stream().flatMap(name -> find(name).stream()).toList();
    }

    public List<EnvironmentGeneration> generations(String name) {
        Environment unused = get(name);
        return profile(name).generations().stream()
                .map(generation -> describe(generation, lock(name, generation)))
                .toList();
    }

    /** Everything about one. */
    public EnvironmentInfo info(String name) {
        Environment environment = get(name);
        Set<Object> seen = new HashSet<>();
        List<GenerationUse> generations = new ArrayList<>();
        long all = 0;
        for (Generation generation : profile(name).generations()) {
            int number = generation.number();
            EnvironmentFiles.Size size = files.size(name, number, seen);
            all += size.fresh();
            generations.add(new GenerationUse(
                    describe(generation, lock(name, generation)), size.bytes(), uses.users(name, number)));
        }
        return new EnvironmentInfo(environment, generations, all);
    }

    /** Writes the current generation into a folder; only within {@link #exclusively}. */
    public void export(String name, Path folder) {
        Environment environment = get(name);
        List<Path> objects =
                environment.rocks().stream().map(rock -> object(rock.object())).toList();
        new EnvironmentExport(environment.dialect(), environment.folder(), objects).write(folder);
    }

    public Environment get(String name) {
        EnvironmentName.check(name);
        return find(name).orElseThrow(() -> new EnvironmentNotFoundException(name));
    }

    /** What is in force, exactly. */
    public Optional<EnvironmentLock> currentLock(String name) {
        return profile(name).current().map(generation -> lock(name, generation));
    }

    /**
     * Makes a generation and switches to it; only within {@link #exclusively}. Its rocks are in the store, and somebody keeps
     * them there.
     *
     * @throws org.luarium.packages.ModuleConflictException if two rocks have the same module
     * @throws org.luarium.LuariumException as the judge says
     */
    public Environment commit(String name, EnvironmentLock lock, String note, Judge judge) {
        Path prepared = files.prepare(name, lock);
        Generation generation;
        try {
            judge.check(name, lock, prepared);
            Ref.RRef text = store().realize(store().stages()
                            .file(EnvironmentFiles.LOCK, LockText.write(lock).getBytes(UTF_8)))
                    .one()
                    .ref();
            TreeMap<String, Ref.RRef> entries = new TreeMap<>();
            lock.rocks().forEach(rock -> entries.put(rock.name().text(), rock.object()));
            entries.put(LOCK_ENTRY, text);
            Lease lease = store().lease(List.of(text));
            try {
                generation = profile(name).commit(entries, note);
            } finally {
                lease.close();
            }
        } catch (RuntimeException | Error e) {
            EnvironmentFiles.delete(prepared);
            throw e;
        }
        files.publish(name, generation.number(), prepared);
        log.info(
                "Environment {} has generation {} with {} rocks",
                name,
                generation.number(),
                lock.rocks().size());
        return environment(name, generation);
    }

    /** Goes to a generation; only within {@link #exclusively}. */
    public Environment switchTo(String name, int number) {
        Environment unused = get(name);
        try {
            return environment(name, profile(name).switchTo(number));
        } catch (ObjectNotFoundException e) {
            throw new GenerationNotFoundException(name, "generation " + number);
        }
    }

    /** Goes to the generation before the current one; only within {@link #exclusively}. */
    public Environment rollback(String name) {
        Environment unused = get(name);
        try {
            return environment(name, profile(name).rollback());
        } catch (ObjectNotFoundException e) {
            throw new GenerationNotFoundException(name, "generation before the current one");
        }
    }

    /** Deletes an environment; only within {@link #exclusively}. */
    public void delete(String name) {
        Environment unused = get(name);
        TreeSet<String> users = new TreeSet<>();
        profile(name)
                .generations()
                .forEach(generation -> users.addAll(uses.usersAfter(name, generation.number(), ENDING)));
        if (!users.isEmpty()) {
            throw new EnvironmentInUseException(name, "environment '" + name + "'", List.copyOf(users));
        }
        // Folders first: numbers begin anew in a new profile, and must find no folder of the old one.
        files.remove(name);
        store().removeProfile(EnvironmentName.profile(name));
    }

    /** Forgets generations that nobody uses; only within {@link #exclusively}. */
    public List<Integer> prune(String name, Retention retention) {
        Environment unused = get(name);
        List<Generation> all = profile(name).generations();
        Instant oldest = Instant.now().minus(retention.age());
        List<Integer> forgotten = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            Generation generation = all.get(i);
            boolean kept =
                    all.size() - i <= retention.last() || generation.created().isAfter(oldest) || generation.current();
            if (!kept && uses.users(name, generation.number()).isEmpty()) {
                forget(name, generation.number());
                forgotten.add(generation.number());
            }
        }
        return List.copyOf(forgotten);
    }

    /** Forgets one generation; only within {@link #exclusively}. */
    public void remove(String name, int number) {
        Environment environment = get(name);
        if (environment.generation().number() == number) {
            throw new EnvironmentInUseException(
                    name, "generation " + number + " of environment '" + name + "'", List.of("(each new one)"));
        }
        if (profile(name).generations().stream().noneMatch(generation -> generation.number() == number)) {
            throw new GenerationNotFoundException(name, "generation " + number);
        }
        List<String> users = uses.usersAfter(name, number, ENDING);
        if (!users.isEmpty()) {
            throw new EnvironmentInUseException(name, "generation " + number + " of environment '" + name + "'", users);
        }
        forget(name, number);
    }

    private void forget(String name, int number) {
        profile(name).forget(number);
        files.remove(name, number);
    }

    /** What is wrong with the current generation, a sentence each; only within {@link #exclusively}. */
    public List<String> verify(String name) {
        Environment environment = get(name);
        EnvironmentLock lock = currentLock(name).orElseThrow(() -> new EnvironmentNotFoundException(name));
        List<String> problems = new ArrayList<>();
        for (InstalledRock rock : lock.rocks()) {
            boolean same = store().find(rock.object())
                    .map(found -> found.tree().equals(rock.tree()))
                    .orElse(false);
            if (!same) {
                problems.add("rock " + rock + " is not in the store as the lock has it");
            }
        }
        if (problems.isEmpty() && !lock.rocks().isEmpty()) {
            store().verify(VerifyOptions.all()
                            .only(lock.rocks().stream()
                                    .map(InstalledRock::object)
                                    .toList()))
                    .problems()
                    .forEach(problem -> problems.add(problem.ref().name() + ": " + problem.text()));
        }
        if (problems.isEmpty()) {
            problems.addAll(files.compare(name, environment.generation().number(), lock));
        }
        return problems;
    }

    /** A generation that a VM uses, for as long as it is open. */
    record Opened(int number, EnvironmentLock lock, Path folder, List<Closeable> held) implements Closeable {
        @Override
        public void close() throws IOException {
            for (int i = held.size() - 1; i >= 0; i--) {
                held.get(i).close();
            }
        }
    }

    /**
     * Opens the current generation, with a lease on what is in it.
     *
     * @param vm who is going to use it
     * @param lasting its folder, if it is persistent
     */
    Optional<Opened> open(String name, String vm, Optional<Path> lasting) throws IOException {
        while (true) {
            Optional<Generation> current = profile(name).current();
            if (current.isEmpty()) {
                return Optional.empty();
            }
            Optional<Opened> opened = open(name, current.get(), vm, lasting);
            if (opened.isPresent()) {
                return opened;
            }
        }
    }

    /** Opens the generations that the VM of a folder was given by another process, in this order. */
    List<Opened> resume(String name, String vm, Path lasting) throws IOException {
        List<Opened> all = new ArrayList<>();
        List<Integer> numbers = uses.lasting().generations(name, lasting);
        for (Generation generation :
                numbers.isEmpty() ? List.<Generation>of() : profile(name).generations()) {
            if (numbers.contains(generation.number())) {
                all.add(hold(name, generation, vm, Optional.of(lasting)));
            }
        }
        return all;
    }

    /** Opens a generation; empty, if it may have been removed before that was noted, as another one is current now. */
    private Optional<Opened> open(String name, Generation generation, String vm, Optional<Path> lasting)
            throws IOException {
        Opened opened = hold(name, generation, vm, lasting);
        if (profile(name).current().filter(now -> isSame(now, generation)).isPresent()) {
            return Optional.of(opened);
        }
        opened.close();
        return Optional.empty();
    }

    private Opened hold(String name, Generation generation, String vm, Optional<Path> lasting) throws IOException {
        int number = generation.number();
        List<Closeable> held = new ArrayList<>();
        boolean done = false;
        try {
            held.add(uses.open(name, number, vm));
            if (lasting.isPresent()) {
                uses.lasting().add(name, number, vm, lasting.get());
            }
            held.add(store().lease(generation.entries().values())::close);
            EnvironmentLock lock = lock(name, generation);
            Opened opened = new Opened(number, lock, folder(name, generation, lock), List.copyOf(held));
            done = true;
            return opened;
        } finally {
            if (!done) {
                new Opened(number, EnvironmentLock.empty(""), files.folder(name), held).close();
            }
        }
    }

    /** The process of a persistent VM has ended, whoever had started it. */
    void forget(Path lasting) throws IOException {
        uses.lasting().clear(lasting);
    }

    /** The folder that has all generations, those to come too. */
    Path visible(String name) throws IOException {
        return files.reserve(name);
    }

    /** The names of all. */
    List<String> names() {
        return files.names().stream().filter(this::exists).toList();
    }

    /** Asked for each VM; where there are no environments, the store need not be opened for that. */
    boolean exists(String name) {
        return EnvironmentName.isValid(name)
                && files.isBegun(name)
                && profile(name).current().isPresent();
    }

    /** The Lua that the current generation is for. */
    String dialect(String name) {
        return currentLock(name).map(EnvironmentLock::dialect).orElse("");
    }

    private Environment environment(String name, Generation generation) {
        EnvironmentLock lock = lock(name, generation);
        return new Environment(
                name, lock.dialect(), lock.requests(), describe(generation, lock), folder(name, generation, lock));
    }

    /** What is missing after a crash is made again, while nobody sweeps; but not what was deleted meanwhile, whose number the next one gets. */
    private Path folder(String name, Generation generation, EnvironmentLock lock) {
        Path folder = files.folder(name, generation.number());
        if (Files.isDirectory(folder)) {
            return folder;
        }
        return exclusively(name, () -> {
            boolean there = profile(name).generations().stream().anyMatch(now -> isSame(now, generation));
            return there ? files.ensure(name, generation.number(), lock) : folder;
        });
    }

    private static boolean isSame(Generation one, Generation other) {
        return one.number() == other.number() && one.entries().equals(other.entries());
    }

    private static EnvironmentGeneration describe(Generation generation, EnvironmentLock lock) {
        return new EnvironmentGeneration(
                generation.number(), generation.current(), generation.created(), generation.note(), lock.rocks());
    }

    private EnvironmentLock lock(String name, Generation generation) {
        Ref.RRef ref = generation.entries().get(LOCK_ENTRY);
        if (ref == null) {
            throw new EnvironmentDamagedException(
                    name, "generation " + generation.number() + " of its profile was made by somebody else", null);
        }
        EnvironmentLock lock = known.get(ref);
        if (lock == null) {
            lock = read(name, ref);
            if (known.size() >= MOST_LOCKS) {
                known.clear();
            }
            known.put(ref, lock);
        }
        return lock;
    }

    private EnvironmentLock read(String name, Ref.RRef ref) {
        try {
            return LockText.read(Files.readString(object(ref).resolve(EnvironmentFiles.LOCK)));
        } catch (IOException e) {
            throw new EnvironmentDamagedException(name, "its lock cannot be read; verify the store", e);
        }
    }

    private Store store() {
        return stores.get();
    }

    private Profile profile(String name) {
        return store().profile(EnvironmentName.profile(EnvironmentName.check(name)));
    }

    private Path object(Ref.RRef ref) {
        return store().find(ref)
                .orElseThrow(() -> new ObjectNotFoundException(ref.toString()))
                .path();
    }
}
