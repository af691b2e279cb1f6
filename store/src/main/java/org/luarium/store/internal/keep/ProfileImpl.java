// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.keep;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.luarium.store.Generation;
import org.luarium.store.Lease;
import org.luarium.store.ObjectNotFoundException;
import org.luarium.store.Profile;
import org.luarium.store.Ref;
import org.luarium.store.Retention;
import org.luarium.store.StoreAccessException;
import org.luarium.store.internal.disk.Disk;
import org.luarium.store.internal.lock.Held;
import org.luarium.store.internal.lock.LockKey;
import org.luarium.store.internal.lock.LockMode;

/**
 * A folder with a file for each generation, named by its number, and one that says which is in force. Who changes something holds the lock of the profile; who reads holds none, and looks
 * again if what it was about to read is gone.
 */
final class ProfileImpl implements Profile {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Disk disk;
    private final InstantSource clock;
    private final String name;
    private final Path folder;

    ProfileImpl(Disk disk, InstantSource clock, String name) {
        this.disk = disk;
        this.clock = clock;
        this.name = Names.check(name);
        this.folder = disk.layout().profiles().resolve(name);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<Generation> current() {
        Optional<CurrentFile> state = CurrentFile.read(folder);
        while (state.isPresent()) {
            Optional<Generation> current = read(state.get().current(), state.get());
            if (current.isPresent()) {
                return current;
            }
            // Switched and pruned since; if not, the file of the current generation is missing
            Optional<CurrentFile> again = CurrentFile.read(folder);
            if (again.equals(state)) {
                throw missing(state.get().current());
            }
            state = again;
        }
        return Optional.empty();
    }

    @Override
    public List<Generation> generations() {
        Optional<CurrentFile> state = CurrentFile.read(folder);
        List<Generation> generations = new ArrayList<>();
        if (state.isPresent()) {
            for (int number : numbers()) {
                if (number <= state.get().last()) {
                    read(number, state.get()).ifPresent(generations::add);
                }
            }
        }
        return List.copyOf(generations);
    }

    @Override
    public Generation commit(Map<String, Ref.RRef> entries, String note) {
        SortedMap<String, Ref.RRef> sorted = new TreeMap<>(entries);
        sorted.keySet().forEach(Names::checkEntry);
        requireNonNull(note, "note");
        try (Held changing = lock();
                Lease pinned = Pinning.pin(disk, sorted.values())) {
            requireNonNull(changing, "changing");
            requireNonNull(pinned, "pinned");
            disk.makeDurable();
            create();
            int number = CurrentFile.read(folder).map(CurrentFile::last).orElse(0) + 1;
            Instant created = clock.instant();
            SafeFile.write(disk, file(number), new GenerationFile(sorted, note, created).toJson());
            new CurrentFile(number, number).write(disk, folder);
            return new Generation(number, sorted, note, created, true);
        }
    }

    private void create() {
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectory(folder);
                SafeFile.force(disk.layout().profiles());
            }
        } catch (IOException e) {
            throw new StoreAccessException(folder, "the profile cannot be created: " + e, e);
        }
    }

    @Override
    public Generation rollback() {
        try (Held changing = lock()) {
            requireNonNull(changing, "changing");
            CurrentFile state = state();
            Integer before = null;
            for (int number : numbers()) {
                if (number < state.current()) {
                    before = number;
                }
            }
            if (before == null) {
                throw new ObjectNotFoundException("a generation before " + state.current() + " of profile " + name);
            }
            return change(before, state);
        }
    }

    @Override
    public Generation switchTo(int number) {
        try (Held changing = lock()) {
            requireNonNull(changing, "changing");
            return change(number, state());
        }
    }

    private Generation change(int number, CurrentFile state) {
        CurrentFile changed = new CurrentFile(number, state.last());
        if (number > state.last()) {
            throw missing(number);
        }
        Generation generation = read(number, changed).orElseThrow(() -> missing(number));
        changed.write(disk, folder);
        return generation;
    }

    @Override
    public List<Generation> prune(Retention retention) {
        try (Held changing = lock()) {
            requireNonNull(changing, "changing");
            List<Generation> all = generations();
            Instant now = clock.instant();
            List<Generation> forgotten = new ArrayList<>();
            for (int i = 0; i < all.size(); i++) {
                Generation generation = all.get(i);
                boolean recent = all.size() - i <= retention.last();
                boolean young = Duration.between(generation.created(), now).compareTo(retention.age()) < 0;
                if (!recent && !young && !generation.current()) {
                    Files.deleteIfExists(file(generation.number()));
                    forgotten.add(generation);
                }
            }
            return List.copyOf(forgotten);
        } catch (IOException e) {
            throw new StoreAccessException(folder, "a generation cannot be removed: " + e, e);
        }
    }

    @Override
    public void forget(int number) {
        try (Held changing = lock()) {
            requireNonNull(changing, "changing");
            CurrentFile state = state();
            if (number == state.current()) {
                throw new IllegalArgumentException("generation " + number + " of profile " + name
                        + " is the current one; switch to another one first");
            }
            Generation generation = read(number, state).orElseThrow(() -> missing(number));
            Files.deleteIfExists(file(generation.number()));
        } catch (IOException e) {
            throw new StoreAccessException(folder, "a generation cannot be removed: " + e, e);
        }
    }

    /** Whether there was one. */
    boolean remove() {
        try (Held changing = lock()) {
            requireNonNull(changing, "changing");
            if (CurrentFile.read(folder).isEmpty()) {
                return false;
            }
            Path trash = disk.emptyFolder();
            Files.move(folder, trash.resolve(name));
            SafeFile.force(disk.layout().profiles());
            disk.discard(trash);
            return true;
        } catch (IOException e) {
            throw new StoreAccessException(folder, "the profile cannot be removed: " + e, e);
        }
    }

    private Held lock() {
        UUID id = UUID.nameUUIDFromBytes(("profile " + name).getBytes(UTF_8));
        return disk.acquire(LockKey.ofUuid(id), LockMode.EXCLUSIVE, PATIENCE);
    }

    private CurrentFile state() {
        return CurrentFile.read(folder).orElseThrow(() -> new ObjectNotFoundException("a profile " + name));
    }

    private ObjectNotFoundException missing(int number) {
        return new ObjectNotFoundException("generation " + number + " of profile " + name);
    }

    private Path file(int number) {
        return folder.resolve(String.valueOf(number));
    }

    private Optional<Generation> read(int number, CurrentFile state) {
        try {
            GenerationFile file = GenerationFile.read(file(number));
            return Optional.of(
                    new Generation(number, file.entries(), file.note(), file.created(), number == state.current()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Ascending. */
    private List<Integer> numbers() {
        List<Integer> numbers = new ArrayList<>();
        for (Path file : SafeFile.list(folder)) {
            Integer number = number(String.valueOf(file.getFileName()));
            if (number != null) {
                numbers.add(number);
            }
        }
        return numbers.stream().sorted().toList();
    }

    private static @Nullable Integer number(String text) {
        try {
            int number = Integer.parseInt(text);
            return number > 0 && String.valueOf(number).equals(text) ? number : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
