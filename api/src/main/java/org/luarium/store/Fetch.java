// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A file to be fetched. Immutable. */
public final class Fetch {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern SHA1 = Pattern.compile("[0-9a-f]{40}");
    private static final Pattern OTHER = Pattern.compile("[^A-Za-z0-9_-]+");

    private final URI source;
    private final String name;
    private final String fileName;
    private final Optional<String> sha256;
    private final Optional<String> sha1;
    private final Mode mode;

    /** What becomes of the file. */
    public enum Mode {
        /** It is stored as it is. */
        FILE,
        /** It is an archive, and its content is stored instead of it. */
        UNPACK,
        /** It is an archive, and stored together with its content, which is in the folder {@code content}. */
        UNPACK_AND_KEEP
    }

    private Fetch(Builder builder) {
        source = builder.source;
        fileName = builder.fileName == null ? lastName(source) : builder.fileName;
        name = builder.name == null ? OTHER.matcher(fileName).replaceAll("-") : builder.name;
        sha256 = Optional.ofNullable(builder.sha256);
        sha1 = Optional.ofNullable(builder.sha1);
        mode = builder.mode;
        Syntax.path(List.of(fileName));
        if (sha256.isEmpty() && sha1.isEmpty() && !"file".equals(source.getScheme())) {
            throw new InvalidConfigException(
                    "fetching " + source, "needs a hash: what is fetched without one may be anything");
        }
    }

    /**
     * Starts the description of a file.
     *
     * @param source an https, http or file URI
     * @return a builder
     * @throws InvalidConfigException if it is another kind of URI, or has a name or password in it
     */
    public static Builder builder(URI source) {
        return new Builder(source);
    }

    /**
     * Where it comes from.
     *
     * @return an https, http or file URI
     */
    public URI source() {
        return source;
    }

    /**
     * The name of the derivation.
     *
     * @return made of the file name unless set
     */
    public String name() {
        return name;
    }

    /**
     * The name of the file in the object.
     *
     * @return the last part of the URI unless set
     */
    public String fileName() {
        return fileName;
    }

    /**
     * Its SHA-256 hash.
     *
     * @return 64 hexadecimal digits
     */
    public Optional<String> sha256() {
        return sha256;
    }

    /**
     * Its SHA-1 hash. Checked as well, if both are given.
     *
     * @return 40 hexadecimal digits
     */
    public Optional<String> sha1() {
        return sha1;
    }

    /**
     * What becomes of the file.
     *
     * @return FILE unless set
     */
    public Mode mode() {
        return mode;
    }

    private static String lastName(URI source) {
        String path = source.getPath();
        String last = path == null ? "" : path.substring(path.lastIndexOf('/') + 1);
        return last.isEmpty() ? "file" : last;
    }

    /** A file that is being described. Not thread-safe. */
    public static final class Builder {
        private final URI source;
        private @Nullable String name;
        private @Nullable String fileName;
        private @Nullable String sha256;
        private @Nullable String sha1;
        private Mode mode = Mode.FILE;

        private Builder(URI source) {
            this.source = requireNonNull(source, "source");
            String scheme = String.valueOf(source.getScheme());
            if (!scheme.equals("https") && !scheme.equals("http") && !scheme.equals("file")) {
                throw new InvalidConfigException("fetching " + source, "is possible over https, http and from files");
            }
            if (source.getUserInfo() != null) {
                throw new InvalidConfigException(
                        "fetching from " + source.getHost(),
                        "with a name or password in the address would write these into the store and its caches");
            }
        }

        /**
         * Sets the SHA-256 hash.
         *
         * @param hex 64 hexadecimal digits
         * @return this
         * @throws InvalidConfigException if it is something else
         */
        public Builder sha256(String hex) {
            sha256 = hash(hex, SHA256, "sha256");
            return this;
        }

        /**
         * Sets the SHA-1 hash.
         *
         * @param hex 40 hexadecimal digits
         * @return this
         * @throws InvalidConfigException if it is something else
         */
        public Builder sha1(String hex) {
            sha1 = hash(hex, SHA1, "sha1");
            return this;
        }

        /**
         * Sets the name of the derivation.
         *
         * @param newName letters, digits, {@code _} and {@code -}
         * @return this
         */
        public Builder name(String newName) {
            name = requireNonNull(newName, "newName");
            return this;
        }

        /**
         * Sets the name of the file in the object.
         *
         * @param newName without slashes
         * @return this
         */
        public Builder fileName(String newName) {
            fileName = requireNonNull(newName, "newName");
            return this;
        }

        /**
         * Sets what becomes of the file.
         *
         * @param newMode store it, unpack it, or both
         * @return this
         */
        public Builder mode(Mode newMode) {
            mode = requireNonNull(newMode, "newMode");
            return this;
        }

        /**
         * Creates the description.
         *
         * @return what was set so far
         * @throws InvalidConfigException if there is no hash and the file does not come from this machine, or the name cannot be that of a file
         */
        public Fetch build() {
            return new Fetch(this);
        }

        private static String hash(String hex, Pattern pattern, String algorithm) {
            String lower = hex.toLowerCase(Locale.ROOT);
            if (!pattern.matcher(lower).matches()) {
                throw new InvalidConfigException(
                        algorithm, "is '" + hex + "', which is no such hash in hexadecimal digits");
            }
            return lower;
        }
    }
}
