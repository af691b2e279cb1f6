// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.realize;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;

/** Looks for digests of objects in the files and links of a tree. */
final class Mentions {
    private static final int DIGEST = 32;
    private static final int BUFFER = 1 << 16;

    private final Set<String> digests;

    Mentions(Set<String> digests) {
        this.digests = digests;
    }

    boolean in(Path tree) throws IOException {
        boolean[] found = new boolean[1];
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                found[0] = attributes.isSymbolicLink()
                        ? inText(Files.readSymbolicLink(file).toString())
                        : inFile(file);
                return found[0] ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
            }
        });
        return found[0];
    }

    private boolean inText(String text) {
        return digests.stream().anyMatch(text::contains);
    }

    private boolean inFile(Path file) throws IOException {
        byte[] buffer = new byte[BUFFER + DIGEST];
        int kept = 0;
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer, kept, BUFFER); read >= 0; read = in.read(buffer, kept, BUFFER)) {
                int length = kept + read;
                if (inBuffer(buffer, length)) {
                    return true;
                }
                kept = Math.min(length, DIGEST - 1);
                System.arraycopy(buffer, length - kept, buffer, 0, kept);
            }
        }
        return false;
    }

    /** A digest ends at a character that is none of its own: the path of an object has a dash there. */
    private boolean inBuffer(byte[] buffer, int length) {
        int run = 0;
        for (int i = 0; i < length; i++) {
            byte c = buffer[i];
            boolean digit = (c >= 'a' && c <= 'z') || (c >= '2' && c <= '7');
            run = digit ? run + 1 : 0;
            if (run >= DIGEST
                    && digests.contains(new String(buffer, i + 1 - DIGEST, DIGEST, StandardCharsets.US_ASCII))) {
                return true;
            }
        }
        return false;
    }
}
