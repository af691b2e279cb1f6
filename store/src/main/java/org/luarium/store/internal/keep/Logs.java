// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.keep;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.luarium.store.internal.disk.Disk;
import org.luarium.store.internal.lock.Held;
import org.luarium.store.internal.lock.LockKey;
import org.luarium.store.internal.lock.LockMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The logs of builds. Those of attempts that the store lists are kept; of builds that succeeded, of attempts too old to be listed, and of derivations that are forgotten, they go. Nobody
 * holds the collection meanwhile.
 */
final class Logs {
    private static final Logger log = LoggerFactory.getLogger(Logs.class);
    private static final int DIGEST = 32;
    private static final String SUFFIX = ".log";

    private final Disk disk;

    Logs(Disk disk) {
        this.disk = disk;
    }

    /** Removes what no attempt lists and was not written to since. */
    void sweep(Instant now, Duration minimumAge) {
        for (Path file : SafeFile.list(disk.layout().attempts())) {
            String name = String.valueOf(file.getFileName());
            boolean old =
                    minimumAge.isZero() || Duration.between(changed(file), now).compareTo(minimumAge) >= 0;
            if (old && name.length() > DIGEST && name.endsWith(SUFFIX)) {
                sweep(file, name);
            }
        }
    }

    /** Whoever builds holds the lock of the derivation until the attempt is listed. */
    private void sweep(Path file, String name) {
        String digest = name.substring(0, DIGEST);
        Optional<Held> idle;
        try {
            idle = disk.tryAcquire(LockKey.ofDigest(digest), LockMode.EXCLUSIVE);
        } catch (IllegalArgumentException e) {
            return; // no log of ours
        }
        if (idle.isEmpty()) {
            return;
        }
        try (Held held = idle.get()) {
            requireNonNull(held, "held");
            disk.refresh();
            if (!disk.isLogOfAttempt(name)) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            log.debug("the log {} is left behind: {}", file, e.toString());
        }
    }

    private static Instant changed(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException e) {
            log.debug("the log {} cannot be looked at: {}", file, e.toString());
            return Instant.now();
        }
    }
}
