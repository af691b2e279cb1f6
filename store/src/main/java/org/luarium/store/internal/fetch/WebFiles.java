// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.fetch;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.luarium.store.FetchException;
import org.luarium.store.RealizeCancelledException;

/** Reads files of web servers and of disks as they come, and keeps nothing of them. Thread-safe; to be closed. */
public final class WebFiles implements AutoCloseable {
    private final Timing timing;
    private @Nullable Client client; // guarded by this
    private volatile boolean closed;

    /**
     * Creates it.
     *
     * @param timing how patient it is; there are no retries
     */
    public WebFiles(Timing timing) {
        this.timing = requireNonNull(timing, "timing");
    }

    /** An address without what must not appear in messages. */
    public static URI shown(URI address) {
        return Addresses.shown(address);
    }

    /**
     * Begins to read a file. What is read throws these exceptions too, and no others; it is for the thread that began.
     *
     * @param request what, and how much of it at most; hashes are not looked at
     * @param cancelled asked every few milliseconds; so is the interrupt flag, which stays set
     * @return empty if there is no such file, or the server does not tell whether there is
     * @throws FetchException if the server or file cannot be read, or is not what it should be
     * @throws RealizeCancelledException if it was cancelled, the thread interrupted or this closed
     */
    public Optional<InputStream> open(FetchRequest request, BooleanSupplier cancelled) {
        URI source = request.source();
        Watch watch = new Watch(request, timing.idle(), () -> closed || cancelled.getAsBoolean());
        watch.check();
        if (Addresses.hasScheme(source, "file")) {
            return local(request, watch);
        }
        if (!Addresses.isWeb(source) || source.getHost() == null) {
            throw Problems.error(source, "only http, https and file addresses can be read; use one of them", null);
        }
        return web(request, watch);
    }

    private Optional<InputStream> local(FetchRequest request, Watch watch) {
        URI source = request.source();
        try {
            Path file = Path.of(source);
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            // A device or FIFO would never end
            if (!Files.isRegularFile(file)) {
                throw Problems.error(source, "it is not a file; check the path", null);
            }
            return Optional.of(new BoundedStream(request, watch, Files.newInputStream(file)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw Problems.error(source, "it cannot be read; check the permissions", e);
        } catch (IllegalArgumentException | FileSystemNotFoundException e) {
            throw Problems.error(source, "it names no local file; write file:///path", null);
        }
    }

    private Optional<InputStream> web(FetchRequest request, Watch watch) {
        URI source = request.source();
        try {
            HttpResponse<Body> answer =
                    new Exchange(client().http(), source, watch).get(0, Optional.<Validator>empty());
            int status = answer.statusCode();
            if (status == 200) {
                InputStream body = new BodyStream(answer.body(), source, watch, timing.idle());
                return Optional.of(new BoundedStream(request, watch, body));
            }
            answer.body().abandon();
            // Some storage services answer 403 for what is not there
            if (status == 404 || status == 410 || status == 403) {
                return Optional.empty();
            }
            throw Problems.of(source, status, answer.headers());
        } catch (Retry e) {
            throw Problems.error(source, e.problem() + "; try again later", e.getCause());
        }
    }

    private synchronized Client client() {
        if (closed) {
            throw new RealizeCancelledException("the store is closed; open it again");
        }
        Client present = client;
        if (present == null) {
            try {
                present = new Client(timing, SSLContext.getDefault());
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("Java has no trust store; check javax.net.ssl.trustStore", e);
            }
            client = present;
        }
        return present;
    }

    /** Cancels what is being read and ends the threads. */
    @Override
    public synchronized void close() {
        closed = true;
        if (client != null) {
            client.close();
            client = null;
        }
    }
}
