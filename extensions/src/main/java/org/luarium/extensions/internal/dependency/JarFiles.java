// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.dependency;

import static org.luarium.extension.DependencyException.Problem.BAD_JAR;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** What is done with the file of a jar. */
final class JarFiles {
    private JarFiles() {}

    /** The hash of a file of this machine, as it is now. */
    static String hash(Path jar) {
        return copy(jar, OutputStream.nullOutputStream());
    }

    /** Copies, and says what was copied. */
    static String copy(Path jar, OutputStream target) {
        // A device or FIFO would never end
        if (!Files.isRegularFile(jar)) {
            throw bad(
                    jar,
                    Files.exists(jar) ? "is no file; give the path of a jar" : "is not there; check the path",
                    null);
        }
        MessageDigest digest = sha256();
        try (InputStream in = Files.newInputStream(jar);
                OutputStream out = new DigestOutputStream(target, digest)) {
            in.transferTo(out);
        } catch (IOException e) {
            throw bad(jar, "cannot be read: " + e.getMessage(), e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** A file that is something else would be left out by a JVM without a word. */
    static void check(Path jar, String shown) {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            int unused = zip.size();
        } catch (IOException e) {
            throw new NoClassPathException(
                    BAD_JAR, shown, "the dependency " + shown + " is no jar: " + e.getMessage(), "", e);
        }
    }

    static long size(Path jar) {
        try {
            return Files.size(jar);
        } catch (IOException e) {
            throw bad(jar, "cannot be read: " + e.getMessage(), e);
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    private static NoClassPathException bad(Path jar, String what, @Nullable Throwable cause) {
        return new NoClassPathException(BAD_JAR, jar.toString(), "the jar " + jar + " " + what, "", cause);
    }
}
