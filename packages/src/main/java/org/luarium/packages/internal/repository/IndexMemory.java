// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.repository;

import static org.luarium.packages.RepositoryIndexException.Reason.EXPIRED;
import static org.luarium.packages.RepositoryIndexException.Reason.MISSING;
import static org.luarium.packages.RepositoryIndexException.Reason.OLDER;
import static org.luarium.packages.RepositoryIndexException.Reason.UNTRUSTED;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The index of a repository that was seen last, for all processes of a home and for ever: also when a copy is lost, and
 * when a repository is removed and added again. Thread-safe.
 *
 * <p>The number is the name of a file and the greatest counts, so that processes that note different ones at once never
 * make it smaller, without locks. In the file is the key: the first one that signed is the only one from then on.
 */
final class IndexMemory {
    private static final Pattern NUMBER = Pattern.compile("[0-9]{18}");
    private static final int LONGEST_KEY = 200;

    private final Path folder;

    /**
     * Creates a memory.
     *
     * @param all the folder of those of all repositories
     * @param place where the repository is
     */
    IndexMemory(Path all, String place) {
        folder = all.resolve(CachedFile.key(place));
    }

    private record Seen(long serial, String key) {}

    /**
     * Reads the index that a repository has at a time.
     *
     * @param content its bytes, if it has any
     * @throws IndexException if it is not to be believed
     * @throws IOException if what was seen before cannot be read
     */
    Optional<RepositoryIndex> check(Optional<byte[]> content, Instant now) throws IOException {
        Optional<Seen> seen = seen();
        if (content.isEmpty() || !RepositoryIndex.isMeant(content.get())) {
            if (seen.isPresent()) {
                throw new IndexException(
                        MISSING,
                        "it has no " + RepositoryIndex.FILE + " any more, and had one with the serial "
                                + seen.get().serial() + remedy());
            }
            return Optional.empty();
        }
        RepositoryIndex index = RepositoryIndex.parse(content.get());
        if (seen.isPresent()) {
            compare(index, seen.get());
        }
        if (index.expires().isPresent() && !now.isBefore(index.expires().get())) {
            throw new IndexException(
                    EXPIRED,
                    "its " + RepositoryIndex.FILE + " counted until "
                            + index.expires().get()
                            + "; somebody may be keeping newer ones away, so wait until its owner signs a new one, and check the"
                            + " clock of this machine");
        }
        return Optional.of(index);
    }

    private void compare(RepositoryIndex index, Seen seen) throws IndexException {
        if (!seen.key().isEmpty() && !seen.key().equals(index.key())) {
            String signed = index.key().isEmpty() ? "not signed" : "signed with another key";
            throw new IndexException(
                    UNTRUSTED, "its " + RepositoryIndex.FILE + " is " + signed + ", unlike those before" + remedy());
        }
        if (index.serial() < seen.serial()) {
            throw new IndexException(
                    OLDER,
                    "its " + RepositoryIndex.FILE + " has the serial " + index.serial()
                            + " and is older than one that was" + " seen before, " + seen.serial() + remedy());
        }
    }

    private String remedy() {
        return "; do not trust it, as what was repaired since may be hidden, or if its owner says that this is right,"
                + " delete the folder " + Printable.of(folder.toString());
    }

    private Optional<Seen> seen() throws IOException {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(folder)) {
            Optional<Path> greatest = files.filter(
                            file -> NUMBER.matcher(name(file)).matches())
                    .max((one, other) -> name(one).compareTo(name(other)));
            if (greatest.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(new Seen(Long.parseLong(name(greatest.get())), key(greatest.get())));
        } catch (NoSuchFileException e) {
            // Another process has just noted a greater one
            return seen();
        }
    }

    private static String key(Path file) throws IOException {
        if (Files.size(file) > LONGEST_KEY) {
            throw new IOException(
                    file + " is damaged: it is too large for a key; delete it if you trust the repository");
        }
        return Files.readString(file);
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    /** From now on older ones are refused, and those of other keys. */
    void note(RepositoryIndex index) throws IOException {
        Optional<Seen> before = seen();
        if (before.equals(Optional.of(new Seen(index.serial(), index.key())))) {
            return;
        }
        Path file = folder.resolve(String.format(Locale.ROOT, "%018d", index.serial()));
        SafeFile.write(file, index.key());
        if (before.isPresent() && before.get().serial() < index.serial()) {
            Files.deleteIfExists(folder.resolve(
                    String.format(Locale.ROOT, "%018d", before.get().serial())));
        }
    }
}
