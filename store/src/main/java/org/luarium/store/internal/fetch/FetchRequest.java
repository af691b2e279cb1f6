// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.fetch;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is to be fetched, and how one knows that it is the right thing. Immutable. */
public final class FetchRequest {
    private static final Pattern SCHEME = Pattern.compile("(?i)(https?|file):.*", Pattern.DOTALL);
    private static final long DEFAULT_MOST = 4L << 30;

    private final URI source;
    private final @Nullable String sha256;
    private final @Nullable String sha1;
    private final boolean unchecked;
    private final long maxSize;
    private final @Nullable Duration deadline;

    private FetchRequest(Builder builder) {
        source = builder.source;
        sha256 = builder.sha256;
        sha1 = builder.sha1;
        unchecked = builder.unchecked;
        maxSize = builder.maxSize;
        deadline = builder.deadline;
    }

    /** Begins a request for an http, https or file address. */
    public static Builder of(URI source) {
        return new Builder(source);
    }

    /** Begins a request for a local file. */
    public static Builder of(Path source) {
        return new Builder(source.toAbsolutePath().toUri());
    }

    /**
     * Begins a request for an address or, if the text is none, a local file.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static Builder parse(String source) {
        if (!SCHEME.matcher(source).matches()) {
            return of(Path.of(source));
        }
        try {
            return of(URI.create(source));
        } catch (IllegalArgumentException e) {
            // Its message contains the address, and that perhaps a password
            throw new IllegalArgumentException("the address is malformed; escape blanks and other characters by %");
        }
    }

    URI source() {
        return source;
    }

    Optional<String> sha256() {
        return Optional.ofNullable(sha256);
    }

    Optional<String> sha1() {
        return Optional.ofNullable(sha1);
    }

    boolean isChecked() {
        return unchecked || sha256 != null || sha1 != null;
    }

    long maxSize() {
        return maxSize;
    }

    Optional<Duration> deadline() {
        return Optional.ofNullable(deadline);
    }

    @Override
    public String toString() {
        return Addresses.shown(source).toString();
    }

    /** Collects what a request has beside its address. */
    public static final class Builder {
        private final URI source;
        private @Nullable String sha256;
        private @Nullable String sha1;
        private boolean unchecked;
        private long maxSize = DEFAULT_MOST;
        private @Nullable Duration deadline;

        private Builder(URI source) {
            this.source = requireNonNull(source, "source");
        }

        /** Expects a hash, in hexadecimal digits of any case. */
        public Builder sha256(String hex) {
            sha256 = hash(hex, 64);
            return this;
        }

        /** Expects a hash, in hexadecimal digits of any case; besides one of SHA-256 both count. */
        public Builder sha1(String hex) {
            sha1 = hash(hex, 40);
            return this;
        }

        /** Takes whatever a server sends, as it is checked otherwise. */
        public Builder unchecked() {
            unchecked = true;
            return this;
        }

        /** Allows so many bytes; 4 GiB unless told. */
        public Builder maxSize(long bytes) {
            maxSize = bytes;
            return this;
        }

        /** Allows so much time for everything, retries included; as long as bytes come unless told. */
        public Builder deadline(Duration longest) {
            deadline = requireNonNull(longest, "longest");
            return this;
        }

        public FetchRequest build() {
            return new FetchRequest(this);
        }

        private static String hash(String hex, int length) {
            String lower = hex.toLowerCase(Locale.ROOT);
            if (!lower.matches("[0-9a-f]{" + length + "}")) {
                throw new IllegalArgumentException(
                        "a hash of this kind has " + length + " hexadecimal digits, not '" + hex + "'");
            }
            return lower;
        }
    }
}
