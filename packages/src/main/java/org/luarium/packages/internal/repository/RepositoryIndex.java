// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.repository;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.luarium.packages.RepositoryIndexException.Reason.CONTRADICTED;
import static org.luarium.packages.RepositoryIndexException.Reason.MALFORMED;
import static org.luarium.packages.RepositoryIndexException.Reason.UNTRUSTED;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.luarium.packages.IndexInfo;

/**
 * What the file {@code luarium-index} of a repository says: which files it has, with their hashes, as of which number.
 * Immutable.
 *
 * <p>It is a file of its own, as LuaRocks refuses manifests with anything unknown in them and makes them anew from the
 * rocks. A signature is checked here against the key that comes with it; whether that is the right key is not known here.
 *
 * @param key the public key with which it is signed, or empty
 */
record RepositoryIndex(long serial, Optional<Instant> expires, Map<String, String> files, String key) {
    static final String FILE = "luarium-index";
    static final String UNNAMED = "the " + FILE + " does not name it";
    static final int LARGEST = 16 << 20;

    private static final String FIRST_LINE = "luarium-index-1";
    private static final String SIGNATURE = "signature ";
    private static final String ALGORITHM = "Ed25519";
    private static final Pattern SERIAL = Pattern.compile("serial ([0-9]{1,18})");
    private static final Pattern EXPIRES = Pattern.compile("expires (\\S{1,40})");
    private static final Pattern HASH = Pattern.compile("([0-9a-f]{64}) [ *]([A-Za-z0-9][A-Za-z0-9._-]{0,254})");
    private static final Pattern SIGNED =
            Pattern.compile(SIGNATURE + "([A-Za-z0-9+/=]{1,200}) ([A-Za-z0-9+/=]{1,200})");

    RepositoryIndex {
        files = Map.copyOf(files);
    }

    /** Whether a file means to be an index; some servers answer to every name, with something. */
    static boolean isMeant(byte[] content) {
        return new String(content, 0, Math.min(content.length, FIRST_LINE.length() + 1), ISO_8859_1)
                .startsWith("luarium-index-");
    }

    /**
     * Reads an index.
     *
     * @throws IndexException if it is none, or its signature is not that of its key
     */
    static RepositoryIndex parse(byte[] content) throws IndexException {
        String text = new String(content, ISO_8859_1);
        List<String> lines = text.lines().toList();
        if (!text.endsWith("\n") || lines.size() < 2 || !lines.get(0).equals(FIRST_LINE)) {
            throw malformed(1, "it has to begin with " + FIRST_LINE + " and to end with a whole line");
        }
        Matcher serial = SERIAL.matcher(lines.get(1));
        if (!serial.matches()) {
            throw malformed(2, "it has to be 'serial' and a number of at most 18 digits");
        }
        int next = 2;
        Optional<Instant> expires = Optional.empty();
        if (next < lines.size() && lines.get(next).startsWith("expires")) {
            expires = Optional.of(time(lines.get(next)));
            next++;
        }
        int end = lines.size();
        String key = "";
        if (lines.get(end - 1).startsWith(SIGNATURE)) {
            end--;
            key = verified(text.substring(0, text.lastIndexOf(SIGNATURE)), lines.get(end));
        }
        Map<String, String> files = new HashMap<>();
        for (; next < end; next++) {
            Matcher hash = HASH.matcher(lines.get(next));
            if (!hash.matches() || files.put(hash.group(2), hash.group(1)) != null) {
                throw malformed(next + 1, "it has to be a SHA-256 and the name of a file that is not there already");
            }
        }
        return new RepositoryIndex(Long.parseLong(serial.group(1)), expires, files, key);
    }

    private static Instant time(String line) throws IndexException {
        Matcher expires = EXPIRES.matcher(line);
        try {
            if (expires.matches()) {
                return Instant.parse(expires.group(1));
            }
        } catch (DateTimeException e) {
            // said below
        }
        throw malformed(3, "it has to be 'expires' and a time such as 2030-01-31T00:00:00Z");
    }

    /** The key, if it has signed the text. */
    private static String verified(String text, String line) throws IndexException {
        Matcher signed = SIGNED.matcher(line);
        try {
            if (signed.matches()) {
                byte[] key = Base64.getDecoder().decode(signed.group(1));
                Signature verifier = Signature.getInstance(ALGORITHM);
                verifier.initVerify(KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(key)));
                verifier.update(text.getBytes(ISO_8859_1));
                if (verifier.verify(Base64.getDecoder().decode(signed.group(2).getBytes(US_ASCII)))) {
                    return signed.group(1);
                }
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw forged(e);
        }
        throw forged(null);
    }

    private static IndexException forged(@Nullable Exception cause) {
        return new IndexException(
                UNTRUSTED,
                "the signature of its " + FILE
                        + " is not one of that text by that key; do not trust the repository, and tell its owner",
                cause);
    }

    private static IndexException malformed(int line, String rule) {
        return new IndexException(
                MALFORMED,
                "line " + line + " of its " + FILE + " is wrong: " + rule + "; tell the owner of the repository");
    }

    IndexInfo info() {
        return new IndexInfo(serial, expires, !key.isEmpty());
    }

    boolean names(String file) {
        return files.containsKey(file);
    }

    /** Refuses another file than the one that is meant. */
    void check(String file, String sha256) throws IndexException {
        if (!sha256.equals(files.get(file))) {
            throw contradicted(file);
        }
    }

    /** The content of a file, which fails at its end if it is not the one that is meant. */
    InputStream checked(String file, InputStream content) throws IOException {
        String sha256 = files.get(file);
        if (sha256 == null) {
            content.close();
            throw contradicted(file);
        }
        return new HashedStream(content, sha256, () -> contradicted(file));
    }

    private IndexException contradicted(String file) {
        return new IndexException(
                CONTRADICTED,
                file + " is not the one that its " + FILE + " with the serial " + serial
                        + " names; try again, in case it is being changed, or tell the owner of the repository");
    }
}
