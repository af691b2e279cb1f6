// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.root;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.luarium.core.internal.files.Owner;
import org.luarium.core.internal.files.RecordFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an earlier JVM found out about files, in a file beside the roots: which files a program needs, and which file of a root was equal to
 * which file of the host.
 *
 * <p>It is a hint. What it says of a file holds while the stamps on both sides do; everything else is found out again, which costs a
 * tenth of a second. Several JVMs may overwrite it with what each of them knows. Small files are not in it: to compare them takes no longer than to look
 * at their stamps. Thread-safe.
 */
final class RootIndex {
    /** A name that is none of a root, nor of something incomplete. */
    static final String NAME = ".index";

    private static final Logger log = LoggerFactory.getLogger(RootIndex.class);
    private static final int SIZE_LIMIT = 256 * 1024;
    private static final int MOST = 16;
    private static final int SMALL = 64 * 1024;
    private static final String PROGRAM = "program";
    private static final String ROOT = "root";
    private static final int PROOF_FIELDS = 4;

    /** What the loader reads beside the files that it names; they need not exist. */
    private static final List<Path> LOADER_FILES = List.of(Path.of("/etc/ld.so.cache"), Path.of("/etc/ld.so.preload"));

    private final Path folder;
    private final RecordFile file;
    private volatile Map<String, List<String>> known = Map.of();
    private volatile boolean read;

    RootIndex(Path folder) {
        this.folder = folder;
        this.file = new RecordFile(folder.resolve(NAME), "luarium roots 1", SIZE_LIMIT);
    }

    /** Returns the files that a program needs in an empty environment, or none if that is not known for sure. */
    Optional<List<Path>> program(Path program) {
        List<String> fields = known().get(PROGRAM + "\t" + program);
        if (fields == null) {
            return Optional.empty();
        }
        List<Path> files = new ArrayList<>();
        for (int i = 2; i + 1 < fields.size(); i += 2) {
            Path path = path(fields.get(i));
            if (!stamp(path).equals(fields.get(i + 1))) {
                return Optional.empty();
            }
            files.add(path);
        }
        int count = files.size() - LOADER_FILES.size();
        return count > 0 && files.subList(count, files.size()).equals(LOADER_FILES)
                ? Optional.of(List.copyOf(files.subList(0, count)))
                : Optional.empty();
    }

    private static String stamp(Path path) {
        return LOADER_FILES.contains(path) && !Files.exists(path) ? "-" : LastingStamp.of(path);
    }

    /** Keeps the files that a program needs in an empty environment. */
    void keep(Path program, List<Path> files) {
        List<Path> all = new ArrayList<>(files);
        all.addAll(LOADER_FILES);
        List<String> fields = new ArrayList<>(List.of(PROGRAM, program.toString()));
        for (Path path : all) {
            String stamp = stamp(path);
            if (stamp.equals(LastingStamp.NONE)
                    || (!stamp.equals("-") && LastingStamp.toKeep(path).isEmpty())) {
                return;
            }
            fields.add(path.toString());
            fields.add(stamp);
        }
        save(fields);
    }

    /** What is known of the roots that have these files, the latest first. */
    List<Proofs> roots(RootTree tree) {
        List<Proofs> roots = new ArrayList<>();
        known().forEach((key, fields) -> {
            if (key.startsWith(ROOT + "\t") && fields.size() % PROOF_FIELDS == 3 && isRoot(fields.get(1))) {
                Proofs proofs = new Proofs(fields);
                if (proofs.isOf(tree)) {
                    roots.add(0, proofs);
                }
            }
        });
        return roots;
    }

    private static boolean isRoot(String name) {
        return name.length() == RootStore.DIGITS && name.chars().allMatch(c -> Character.digit(c, 16) >= 0);
    }

    /** Keeps that a root is equal to the files of the host, which was just proved. */
    void keep(Path root, RootTree tree) {
        List<String> fields = new ArrayList<>(List.of(ROOT, String.valueOf(root.getFileName()), names(tree)));
        tree.files().forEach((inside, host) -> {
            Path copy = RootTree.inside(root, inside);
            String there = LastingStamp.toKeep(host);
            String here = LastingStamp.of(copy, LinkOption.NOFOLLOW_LINKS);
            if (!there.isEmpty() && !here.isEmpty() && copy.toFile().length() >= SMALL) {
                fields.addAll(List.of(inside, host.toString(), there, here));
            }
        });
        save(fields);
    }

    private static String names(RootTree tree) {
        return String.join("|", tree.files().keySet());
    }

    private Map<String, List<String>> known() {
        if (!read) {
            known = load();
            read = true;
        }
        return known;
    }

    private Map<String, List<String>> load() {
        Map<String, List<String>> records = new LinkedHashMap<>();
        if (Owner.UNIX && Owner.isFolderOfMine(folder)) {
            for (String[] fields : file.read()) {
                if (fields.length > 2) {
                    records.put(fields[0] + "\t" + fields[1], Arrays.asList(fields));
                }
            }
        }
        return records;
    }

    private synchronized void save(List<String> fields) {
        String key = fields.get(0) + "\t" + fields.get(1);
        if (fields.equals(known().get(key))) {
            return;
        }
        Map<String, List<String>> records = load();
        records.values().removeIf(old -> old.get(0).equals(ROOT) && !Files.exists(folder.resolve(old.get(1))));
        records.remove(key); // so that it becomes the last
        while (records.size() >= MOST) {
            records.remove(records.keySet().iterator().next());
        }
        records.put(key, fields);
        known = records;
        read = true;
        try {
            file.write(List.copyOf(records.values()));
        } catch (IOException e) {
            log.debug("cannot keep what is known about roots in {}: {}", file.path(), e.toString());
        }
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            return Path.of("");
        }
    }

    /** What was equal in one root. Not thread-safe. */
    static final class Proofs {
        private final List<String> fields;
        private final Map<String, Integer> places = new HashMap<>();
        private boolean stale;

        private Proofs(List<String> fields) {
            this.fields = fields;
            for (int i = 3; i < fields.size(); i += PROOF_FIELDS) {
                places.put(fields.get(i), i);
            }
        }

        String root() {
            return fields.get(1);
        }

        private boolean isOf(RootTree tree) {
            return fields.get(2).equals(names(tree));
        }

        /** Whether a file of the root is equal to one of the host for sure. */
        boolean prove(String inside, Path copy, Path host) {
            Integer place = places.get(inside);
            boolean proved = place != null
                    && fields.get(place + 1).equals(host.toString())
                    && fields.get(place + 2).equals(LastingStamp.of(host))
                    && fields.get(place + 3).equals(LastingStamp.of(copy, LinkOption.NOFOLLOW_LINKS));
            stale |= !proved && copy.toFile().length() >= SMALL;
            return proved;
        }

        /** Whether there was more to find out than is known. */
        boolean isStale() {
            return stale;
        }
    }
}
