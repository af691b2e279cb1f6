// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.confine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.luarium.core.internal.cage.Cage;
import org.luarium.core.internal.cage.View;
import org.luarium.core.internal.process.Trial;
import org.luarium.core.internal.process.Trial.Attempt;

/** Where cages are attacked: an empty file system for them, a file that anybody may read and a folder that anybody may write. */
final class Range {
    private static final List<String> MOUNT_POINTS = List.of("link", "tmp");

    private final Path folder;

    /** Uses a folder, in which all is made when it is first needed. */
    Range(Path folder) {
        this.folder = folder;
    }

    /**
     * What an isolate without files sees.
     *
     * @param scratch bytes of its private {@code /tmp}, 0 for none
     * @param given whether it is shown a file of the host, which takes a file system of another kind
     */
    View view(Path stage, long scratch, boolean given) throws IOException {
        Path root = folder.resolve("empty");
        for (String point : MOUNT_POINTS) {
            Files.createDirectories(root.resolve(point));
        }
        open(root, "rwxr-xr-x");
        List<Path> readable = given ? List.of(file("given")) : List.of();
        return new View(root, List.of(), stage, readable, scratch, "/", false);
    }

    /** Tries everything forbidden from inside a cage. */
    Verdict attack(Trial trial, Cage cage) throws IOException {
        return attack(trial, cage, Attack.all(file("secret"), target()));
    }

    /** Tries what a job must not do from inside a cage. */
    Verdict attackAsJob(Trial trial, Cage cage, boolean network, boolean processes, boolean seesItself)
            throws IOException {
        return attack(trial, cage, Attack.onJob(file("secret"), target(), network, processes, seesItself));
    }

    private Verdict attack(Trial trial, Cage cage, List<Attack> attacks) throws IOException {
        List<Attempt> attempts = attacks.stream().map(Attack::attempt).toList();
        Set<String> broken = new TreeSet<>();
        for (int place : trial.succeeding(cage, attempts)) {
            broken.add(attacks.get(place).control());
        }
        Files.deleteIfExists(target().resolve("intruder"));
        return new Verdict(broken, now());
    }

    private Path target() throws IOException {
        Path target = Files.createDirectories(folder.resolve("open"));
        open(target, "rwxrwxrwx");
        return target;
    }

    /** The verdict on a cage of which nothing could be found out. */
    static Verdict unknown() {
        return Verdict.unknown(now());
    }

    private static String now() {
        return "probe " + LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS);
    }

    private Path file(String name) throws IOException {
        Path file = folder.resolve(name);
        if (!Files.exists(file)) {
            Files.writeString(file, name);
            open(file, "rw-r--r--");
        }
        return file;
    }

    private static void open(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }
}
