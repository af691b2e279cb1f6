// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The identity of realizers that do not state one. */
final class RealizerId {
    private static final int DIGEST_BYTES = 8;

    private static final ClassValue<String> IDS = new ClassValue<>() {
        @Override
        protected String computeValue(Class<?> type) {
            return compute(type);
        }
    };

    private RealizerId() {}

    static String of(Class<?> type) {
        return IDS.get(type);
    }

    /** The class of a lambda has neither a lasting name nor a class file; the class around it has both. */
    private static String compute(Class<?> type) {
        String name = type.getName();
        int lambda = name.indexOf("$$Lambda");
        if (lambda >= 0) {
            name = name.substring(0, lambda);
        }
        String file = "/" + name.replace('.', '/') + ".class";
        try (InputStream code = type.getResourceAsStream(file)) {
            if (code == null) {
                return name;
            }
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(code.readAllBytes());
            return name + "@" + HexFormat.of().formatHex(digest, 0, DIGEST_BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + "; give the realizer an id with Realizer.of", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
