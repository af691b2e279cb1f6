// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.dependency;

import java.nio.file.Path;
import java.util.List;
import org.luarium.store.Lease;

/** A class path of immutable files, which stay where they are until it is closed. Thread-safe. */
public final class ClassPath implements AutoCloseable {
    private final List<Path> files;
    private final List<LockedJar> lock;
    private final String fingerprint;
    private final boolean reused;
    private final Lease lease;

    ClassPath(List<Path> files, List<LockedJar> lock, String fingerprint, boolean reused, Lease lease) {
        this.files = List.copyOf(files);
        this.lock = lock.stream().sorted().toList();
        this.fingerprint = fingerprint;
        this.reused = reused;
        this.lease = lease;
    }

    /** The jars in the order of the class path: those of the descriptor, then those of artifacts as Maven orders them. */
    public List<Path> files() {
        return files;
    }

    /** What it consists of, sorted by name. */
    public List<LockedJar> lock() {
        return lock;
    }

    /** The same for the same request. */
    public String fingerprint() {
        return fingerprint;
    }

    /** Whether everything was there already, so that nothing was resolved, fetched or copied. */
    public boolean reused() {
        return reused;
    }

    /** Ends the use of the files. What the extension's profile names stays all the same. */
    @Override
    public void close() {
        lease.close();
    }
}
