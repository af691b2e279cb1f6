// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.tree;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Makes trees of lines like {@code f lib/init.lua return 1}; see docs/store.md. */
final class TreeFixture {
    private TreeFixture() {}

    static Path make(Path top, String... lines) throws IOException {
        return make(top, List.of(lines));
    }

    static Path make(Path top, List<String> lines) throws IOException {
        for (String line : lines) {
            String[] parts = line.split(" ", 3);
            byte[] value = parts.length > 2 ? bytes(parts[2]) : new byte[0];
            Path path = parts[1].equals(".") ? top : top.resolve(Names.path(bytes(parts[1])));
            Files.createDirectories(path.getParent());
            switch (parts[0]) {
                case "d" -> Files.createDirectories(path);
                case "l" -> Files.createSymbolicLink(path, Names.path(value));
                default -> {
                    Files.write(path, value);
                    Stat.setMode(path, parts[0].equals("x") ? Stat.WRITABLE_EXECUTABLE : Stat.WRITABLE);
                }
            }
        }
        return top;
    }

    private static byte[] bytes(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != '\\') {
                bytes.writeBytes(text.substring(i, i + 1).getBytes(UTF_8));
            } else if (text.charAt(i + 1) == 'x') {
                bytes.write(Integer.parseInt(text, i + 2, i + 4, 16));
                i += 3;
            } else {
                bytes.write(text.charAt(i + 1) == 'n' ? '\n' : 0);
                i++;
            }
        }
        return bytes.toByteArray();
    }
}
