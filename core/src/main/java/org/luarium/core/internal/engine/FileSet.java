// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.luarium.core.internal.files.Owner;
import org.luarium.core.internal.files.SafeFiles;
import org.luarium.core.internal.files.SafeFolders;

/**
 * The files of an embedded engine. They lie in a folder that is named after their content, so that any number of JVMs and
 * versions can use one place, and nothing is ever changed there.
 */
final class FileSet {
    /** Reads the content of a file when it is needed. */
    interface Source {
        byte[] read() throws IOException;
    }

    private static final int DIGITS = 10;

    private final String prefix;
    private final Map<String, Content> files = new TreeMap<>();

    FileSet(String prefix) {
        this.prefix = prefix;
    }

    /** Adds a file that is pinned by its checksum and read only to be written. */
    FileSet with(String name, String sha256, Source source) {
        files.put(name, new Content(sha256, sha256, source));
        return this;
    }

    /** Adds a file that is compared with what it must contain. */
    FileSet with(String name, byte[] content) {
        // Not a digest: the first one costs a starting JVM 15 ms
        CRC32 crc = new CRC32();
        crc.update(content);
        files.put(name, new Content(Long.toHexString(crc.getValue()), "", () -> content));
        return this;
    }

    Path folderIn(Path root) {
        StringBuilder name = new StringBuilder(prefix);
        for (Content content : files.values()) {
            name.append('-')
                    .append(
                            content.fingerprint(),
                            0,
                            Math.min(DIGITS, content.fingerprint().length()));
        }
        return root.resolve(name.toString());
    }

    /** Returns what tells these files from others under the same names, or empty if they are not there. */
    Optional<String> stampIn(Path root) {
        Path folder = folderIn(root);
        if (!Owner.isFolderOfMine(root) || !Owner.isFolderOfMine(folder)) {
            return Optional.empty();
        }
        StringBuilder stamps = new StringBuilder();
        for (String name : files.keySet()) {
            Optional<String> stamp = FileStamp.of(folder.resolve(name));
            if (stamp.isEmpty()) {
                return Optional.empty();
            }
            stamps.append(stamp.get()).append(' ');
        }
        return Optional.of(stamps.toString());
    }

    /** Puts the files there, unless they are there with the right content. */
    void install(Path root) throws IOException {
        SafeFiles.makeFolder(root);
        Path folder = folderIn(root);
        if (isIntact(folder)) {
            return;
        }
        SafeFolders.sweep(root);
        Path temporary = Files.createTempDirectory(root, SafeFolders.TEMPORARY);
        try {
            for (Map.Entry<String, Content> entry : files.entrySet()) {
                write(temporary.resolve(entry.getKey()), entry.getValue());
            }
            SafeFiles.setReadable(temporary);
            SafeFolders.moveIntoPlace(temporary, folder, this::isIntact);
        } finally {
            SafeFiles.deleteTree(temporary);
        }
    }

    private static void write(Path file, Content content) throws IOException {
        byte[] bytes = content.source().read();
        if (!content.isEqualTo(bytes)) {
            throw new IOException("this copy of Luarium is damaged: " + file.getFileName() + " is not what was built");
        }
        Files.write(file, bytes);
        SafeFiles.setExecutable(file);
    }

    private boolean isIntact(Path folder) throws IOException {
        if (!Owner.isFolderOfMine(folder)) {
            return false;
        }
        for (Map.Entry<String, Content> entry : files.entrySet()) {
            Path file = folder.resolve(entry.getKey());
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    || !Owner.isMine(file)
                    || !entry.getValue().isEqualTo(Files.readAllBytes(file))) {
                return false;
            }
        }
        return true;
    }

    static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    private record Content(String fingerprint, String sha256, Source source) {
        boolean isEqualTo(byte[] bytes) throws IOException {
            return sha256.isEmpty()
                    ? Arrays.equals(bytes, source.read())
                    : FileSet.sha256(bytes).equals(sha256);
        }
    }
}
