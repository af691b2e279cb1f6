// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Iterator;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.luarium.store.internal.tree.Trees;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where objects go in one step, to be deleted when nobody waits for it. Thread-safe; what is left after a crash is deleted by the next sole opener. */
final class Trash {
    private static final Logger log = LoggerFactory.getLogger(Trash.class);

    private final Path folder;
    private final String name = UUID.randomUUID() + "-";
    private final AtomicLong taken = new AtomicLong();
    private volatile boolean movesSealed = true; // until the system says that only the administrator may

    Trash(Path folder) {
        this.folder = folder;
    }

    /** Moves something here. */
    void take(Path place) throws IOException {
        Path trash = folder.resolve(name + taken.incrementAndGet());
        if (movesSealed) {
            try {
                Files.move(place, trash, StandardCopyOption.ATOMIC_MOVE);
                return;
            } catch (AccessDeniedException e) {
                movesSealed = false;
            }
        }
        Modes.unsealFolder(place);
        Files.move(place, trash, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Deletes what is here. */
    void empty() {
        try (Stream<Path> all = Files.list(folder)) {
            for (Iterator<Path> each = all.iterator(); each.hasNext(); ) {
                discard(each.next());
            }
        } catch (IOException | UncheckedIOException e) {
            log.debug("the trash is left for the next start: {}", e.toString());
        }
    }

    /** Deletes a file or folder, read-only or not, or leaves it to the next sole opener. */
    static void discard(Path path) {
        try {
            Trees.delete(path);
        } catch (IOException e) {
            log.debug("{} is left for the next start: {}", path, e.toString());
        }
    }
}
