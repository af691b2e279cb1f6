// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.tree;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Names and link targets as the bytes that the file system has. Java keeps these bytes in a Path, but its text depends on
 * the locale, and may have lost some; only the URI of a Path has them all.
 */
final class Names {
    /** The longest path within a tree, so that there is room for the folder of the store before it (PATH_MAX is 4096). */
    static final int MAX_PATH = 3072;

    static final int MAX_NAME = 255;
    static final int MAX_TARGET = 4095;

    private static final boolean UTF8 = "UTF-8".equals(System.getProperty("sun.jnu.encoding"));
    private static final Path ROOT = Path.of("/");
    private static final int HEX = 16;

    private Names() {}

    /** The bytes of a path, or of the part of one. */
    static byte[] bytes(Path path) {
        String text = path.toString();
        if (isAscii(text)) {
            return text.getBytes(ISO_8859_1);
        }
        if (UTF8 && text.indexOf('\uFFFD') < 0) {
            return text.getBytes(UTF_8);
        }
        String encoded = ROOT.resolve(path).toUri().getRawPath();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = path.isAbsolute() ? 0 : 1; i < encoded.length(); i++) {
            if (encoded.charAt(i) == '%') {
                bytes.write(Integer.parseInt(encoded, i + 1, i + 3, HEX));
                i += 2;
            } else {
                bytes.write(encoded.charAt(i));
            }
        }
        byte[] result = bytes.toByteArray();
        boolean marked = result[result.length - 1] == '/'; // as the URI of a folder is
        return marked ? Arrays.copyOf(result, result.length - 1) : result;
    }

    /** The path with these bytes. */
    static Path path(byte[] bytes) {
        String text = new String(bytes, UTF_8);
        if (isAscii(text) || (UTF8 && Arrays.equals(text.getBytes(UTF_8), bytes))) {
            return Path.of(text);
        }
        StringBuilder uri = new StringBuilder("file://");
        if (bytes[0] != '/') {
            uri.append('/');
        }
        for (byte b : bytes) {
            if (b == '/') {
                uri.append('/');
            } else {
                uri.append('%')
                        .append(Character.forDigit((b >> 4) & 0xF, HEX))
                        .append(Character.forDigit(b & 0xF, HEX));
            }
        }
        Path absolute = Path.of(URI.create(uri.toString()));
        return bytes[0] == '/' ? absolute : absolute.subpath(0, absolute.getNameCount());
    }

    /** A target without repeated and trailing slashes, which mean nothing, and which Java cannot write. */
    static byte[] normalize(byte[] target) {
        byte[] result = new byte[target.length];
        int length = 0;
        for (byte b : target) {
            if (b != '/' || length == 0 || result[length - 1] != '/') {
                result[length++] = b;
            }
        }
        if (length > 1 && result[length - 1] == '/') {
            length--;
        }
        return Arrays.copyOf(result, length);
    }

    /** Whether bytes can be the name of something in a folder. */
    static boolean isName(byte[] name) {
        if (name.length == 0 || name.length > MAX_NAME) {
            return false;
        }
        for (byte b : name) {
            if (b == '/' || b == 0) {
                return false;
            }
        }
        return !(name[0] == '.' && (name.length == 1 || (name.length == 2 && name[1] == '.')));
    }

    /** Whether bytes can be where a link leads. */
    static boolean isTarget(byte[] target) {
        for (byte b : target) {
            if (b == 0) {
                return false;
            }
        }
        return target.length > 0 && target.length <= MAX_TARGET && normalize(target).length == target.length;
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }
}
