// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.luarium.store.InvalidReferenceException;
import org.luarium.store.Ref;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** That several objects come into a store together: a file that names them, from before the first is there until the journal knows them all. Whoever finds it after a crash completes nothing, but takes back a part. */
final class Pact implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Pact.class);
    private static final String SUFFIX = ".outputs";

    private final @Nullable Path file;

    private Pact(@Nullable Path file) {
        this.file = file;
    }

    /** A single object needs no pact. */
    static Pact of(Layout layout, Collection<Ref.RRef> refs) {
        if (refs.size() < 2) {
            return new Pact(null);
        }
        Path file = layout.staging().resolve(ProcessHandle.current().pid() + "-" + UUID.randomUUID() + SUFFIX);
        try {
            return new Pact(
                    Files.write(file, refs.stream().map(Ref.RRef::toString).toList()));
        } catch (IOException e) {
            throw Disk.failed(file, "it cannot be written", e);
        }
    }

    /** Takes back the parts that crashed processes have left. The caller holds the collection exclusively, so nobody keeps a pact just now. */
    static void settle(Disk disk, Layout layout) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(layout.staging())) {
            files = all.filter(path -> path.toString().endsWith(SUFFIX)).toList();
        }
        for (Path file : files) {
            settle(disk, layout, file);
            Files.delete(file);
        }
    }

    private static void settle(Disk disk, Layout layout, Path file) throws IOException {
        List<Ref.RRef> refs;
        try {
            refs = Files.readAllLines(file).stream().map(Ref.RRef::parse).toList();
        } catch (InvalidReferenceException e) {
            log.debug("{} was not written to the end, so nothing came after it", file, e);
            return;
        }
        boolean complete = refs.stream().allMatch(ref -> disk.object(ref).isPresent() || isThere(layout, ref));
        for (Ref.RRef ref : refs) {
            if (!complete && disk.object(ref).isEmpty() && isThere(layout, ref)) {
                log.info("{} is taken back: other outputs of its build did not make it", ref);
                disk.trash().take(layout.object(ref));
            }
        }
    }

    private static boolean isThere(Layout layout, Ref.RRef ref) {
        return Files.isDirectory(layout.object(ref), LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public void close() {
        if (file != null) {
            try {
                Files.delete(file);
            } catch (IOException e) {
                log.debug("{} is left for the next start", file, e);
            }
        }
    }
}
