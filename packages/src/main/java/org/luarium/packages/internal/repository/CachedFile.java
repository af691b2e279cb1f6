// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.repository;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A copy of a file of a server. The content has its hash in its name and a note beside it says which content counts, so
 * whatever happens there is an old copy, a new one, or none; a damaged one is none. Several processes may share it.
 */
final class CachedFile {
    private static final Logger log = LoggerFactory.getLogger(CachedFile.class);
    private static final int LONGEST_NOTE = 64 << 10;

    private final Path folder;
    private final String name;

    CachedFile(Path folder, String name) {
        this.folder = folder;
        this.name = name;
    }

    /**
     * What is known of the copy.
     *
     * @param sha256 of the content
     * @param etag what the server calls this version, or empty
     * @param modified when the server says it was changed, or empty
     * @param checked when the server last said that this is how it is
     */
    record Note(String sha256, String etag, String modified, Instant checked) {
        Note checkedAt(Instant time) {
            return new Note(sha256, etag, modified, time);
        }
    }

    Optional<Note> note() {
        Path file = noteFile();
        try {
            if (!LooseFile.isRegular(file) || Files.size(file) > LONGEST_NOTE) {
                return Optional.empty();
            }
            Properties read = new Properties();
            read.load(new StringReader(Files.readString(file)));
            String sha256 = read.getProperty("sha256", "");
            if (!sha256.matches("[0-9a-f]{64}") || !LooseFile.isRegular(content(sha256))) {
                return Optional.empty();
            }
            return Optional.of(new Note(
                    sha256,
                    read.getProperty("etag", ""),
                    read.getProperty("modified", ""),
                    Instant.ofEpochMilli(Long.parseLong(read.getProperty("checked", "")))));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** From now on there is no copy. */
    void forget() {
        try {
            Files.deleteIfExists(noteFile());
        } catch (IOException e) {
            log.warn("{} cannot be deleted; check the permissions", noteFile(), e);
        }
    }

    /** Reads the content, and fails at its end if it is not what was written. */
    <T> T read(Note note, Reading<T> reading) throws IOException {
        MessageDigest digest = sha256();
        try (InputStream file = Files.newInputStream(content(note.sha256()), LinkOption.NOFOLLOW_LINKS);
                DigestInputStream in = new DigestInputStream(file, digest)) {
            T result = reading.read(in);
            in.transferTo(OutputStream.nullOutputStream());
            if (!HexFormat.of().formatHex(digest.digest()).equals(note.sha256())) {
                throw new IOException("the copy in " + folder + " is damaged; refresh the repository");
            }
            return result;
        }
    }

    /** What reads a content. */
    @FunctionalInterface
    interface Reading<T> {
        T read(InputStream in) throws IOException;
    }

    /** A new content, not yet what counts. */
    Draft draft(InputStream content) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve("draft-" + UUID.randomUUID());
        boolean complete = false;
        MessageDigest digest = sha256();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                OutputStream out = new DigestOutputStream(Channels.newOutputStream(channel), digest)) {
            content.transferTo(out);
            channel.force(true);
            complete = true;
        } finally {
            if (!complete) {
                Files.deleteIfExists(file);
            }
        }
        return new Draft(file, HexFormat.of().formatHex(digest.digest()));
    }

    /** A content that may become the copy. To be closed. */
    final class Draft implements AutoCloseable {
        private final Path file;
        private final String sha256;

        Draft(Path file, String sha256) {
            this.file = file;
            this.sha256 = sha256;
        }

        String sha256() {
            return sha256;
        }

        InputStream open() throws IOException {
            return Files.newInputStream(file);
        }

        Note keep(String etag, String modified, Instant checked) throws IOException {
            Optional<Note> old = note();
            Files.move(file, content(sha256), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            Note note = new Note(sha256, etag, modified, checked);
            write(note);
            if (old.isPresent() && !old.get().sha256().equals(sha256)) {
                Files.deleteIfExists(content(old.get().sha256()));
            }
            return note;
        }

        @Override
        public void close() throws IOException {
            Files.deleteIfExists(file);
        }
    }

    void write(Note note) throws IOException {
        Properties written = new Properties();
        written.setProperty("sha256", note.sha256());
        written.setProperty("etag", note.etag());
        written.setProperty("modified", note.modified());
        written.setProperty("checked", Long.toString(note.checked().toEpochMilli()));
        StringWriter text = new StringWriter();
        written.store(text, null);
        SafeFile.write(noteFile(), text.toString());
    }

    private Path noteFile() {
        return folder.resolve(name + ".note");
    }

    private Path content(String sha256) {
        return folder.resolve(name + "-" + sha256);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** A name for the folder of a server's files. */
    static String key(String address) {
        return HexFormat.of().formatHex(sha256().digest(address.getBytes(UTF_8)), 0, 16);
    }
}
