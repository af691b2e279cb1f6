// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.luarium.store.FetchException;
import org.luarium.store.Hash;
import org.luarium.store.HashMismatchException;
import org.luarium.store.RealizeCancelledException;
import org.luarium.store.StoreAccessException;

/**
 * Fetches files from web servers and from disk, and keeps what it has of a file when a server breaks off. Thread-safe; to be
 * closed. A process has one downloader for a folder of partial files; several processes may share it. Of those who fetch
 * the same thing at a time, one continues the partial file and the others fetch all of it on their own.
 */
public final class Downloader implements AutoCloseable {
    private final Path folder;
    private final Timing timing;
    private final Supplier<SSLContext> trust;
    private final Set<String> busy = ConcurrentHashMap.newKeySet();
    private @Nullable Client client; // guarded by this
    private volatile boolean closed;

    /**
     * Creates a downloader.
     *
     * @param folder for partial files; made when needed, best on the file system of the targets
     * @param timing how patient it is
     */
    public Downloader(Path folder, Timing timing) {
        this(folder, timing, Downloader::defaultTrust);
    }

    Downloader(Path folder, Timing timing, Supplier<SSLContext> trust) {
        this.trust = trust;
        this.folder = requireNonNull(folder, "folder");
        this.timing = requireNonNull(timing, "timing");
    }

    /**
     * Fetches a file; waits until it is there.
     *
     * @param request what
     * @param target where to; must not exist, and appears complete or not at all
     * @param progress hears how far it is
     * @param cancelled asked every few milliseconds; so is the interrupt flag, which stays set
     * @throws FetchException if the server or file cannot be read, or is not what it should be
     * @throws HashMismatchException if it has another hash than expected; nothing of it is kept
     * @throws StoreAccessException if the target or the partial file cannot be written
     * @throws RealizeCancelledException if it was cancelled, the thread interrupted or the downloader closed
     */
    public Fetched fetch(FetchRequest request, Path target, Progress progress, BooleanSupplier cancelled) {
        URI source = request.source();
        boolean web = Addresses.isWeb(source);
        if (!web && !Addresses.hasScheme(source, "file")) {
            throw Problems.error(source, "only http, https and file addresses can be fetched; use one of them", null);
        }
        if (web && source.getHost() == null) {
            throw Problems.error(source, "the address names no host; check it", null);
        }
        if (web && !request.isChecked()) {
            throw Problems.error(source, "no hash says what it should be; give its sha256", null);
        }
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new StoreAccessException(target, "is there already; fetch to a new name", null);
        }
        Watch watch = new Watch(request, timing.idle(), () -> closed || cancelled.getAsBoolean());
        watch.check();
        prepareFolder();
        return web ? fromWeb(request, target, progress, watch) : fromDisk(request, target, progress, watch);
    }

    private Fetched fromDisk(FetchRequest request, Path target, Progress progress, Watch watch) {
        try (Partial copy = Partial.fresh(folder, "local")) {
            LocalFile file = new LocalFile(request, copy, watch, progress);
            Hash hash = file.run();
            copy.moveTo(target);
            return new Fetched(target, file.size(), hash);
        }
    }

    private Fetched fromWeb(FetchRequest request, Path target, Progress progress, Watch watch) {
        String key = key(request);
        boolean first = busy.add(key);
        // A second channel on the same file would, when closed, drop the lock of the first
        try (Partial partial = first ? Partial.claim(folder, key) : Partial.fresh(folder, key)) {
            Transfer transfer = new Transfer(client().http(), request, timing, partial, watch, progress);
            Hash hash = transfer.run();
            partial.moveTo(target);
            return new Fetched(target, transfer.size(), hash);
        } finally {
            if (first) {
                busy.remove(key);
            }
        }
    }

    /**
     * Deletes partial files that nobody continued since a time, such as those of processes that were killed. To be called
     * while this downloader fetches nothing.
     */
    public void sweep(Instant before) {
        Partial.sweep(folder, before);
    }

    private void prepareFolder() {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new StoreAccessException(folder, "cannot be made; check the permissions", e);
        }
    }

    /** Another expected hash is another file, even at the same address. */
    private static String key(FetchRequest request) {
        MessageDigest digest = Digests.digest("SHA-256");
        String text = Addresses.requested(request.source()) + "\n"
                + request.sha256().orElse("") + "\n" + request.sha1().orElse("");
        return HexFormat.of().formatHex(digest.digest(text.getBytes(UTF_8)), 0, 16);
    }

    private static SSLContext defaultTrust() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Java has no trust store; check javax.net.ssl.trustStore", e);
        }
    }

    private synchronized Client client() {
        if (closed) {
            throw new RealizeCancelledException("the downloader is closed; open the store again");
        }
        Client present = client;
        if (present == null) {
            present = new Client(timing, trust.get());
            client = present;
        }
        return present;
    }

    /** Cancels what is being fetched and ends the threads. */
    @Override
    public synchronized void close() {
        closed = true;
        if (client != null) {
            client.close();
            client = null;
        }
    }
}
