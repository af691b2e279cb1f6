// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.socket;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The modules of Lua, in a folder that is named after what is in it, so that nobody writes where somebody else reads. */
final class LuaFiles {
    private static final String RESOURCES = "/org/luarium/network/internal/lua/";
    private static final List<String> NAMES = List.of(
            "socket.lua",
            "socket/core.lua",
            "socket/headers.lua",
            "socket/http.lua",
            "socket/url.lua",
            "ltn12.lua",
            "mime.lua",
            "mime/core.lua",
            "ssl.lua",
            "ssl/https.lua");
    private static final int NAME_BYTES = 8;

    private LuaFiles() {}

    /** The folder, in which all is there: what is missing or was changed is written. */
    static Path below(Path folder) {
        try {
            Map<String, byte[]> files = read();
            Path place = folder.resolve("lua-" + hash(files));
            Files.createDirectories(place);
            share(folder);
            share(place);
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                Path target = place.resolve(file.getKey());
                if (!Files.isRegularFile(target) || !Arrays.equals(Files.readAllBytes(target), file.getValue())) {
                    write(target, file.getValue());
                }
            }
            return place;
        } catch (IOException e) {
            throw new UncheckedIOException("the Lua modules of sockets cannot be written below " + folder, e);
        }
    }

    private static void write(Path target, byte[] content) throws IOException {
        Path parent = requireNonNull(target.getParent(), "parent");
        Files.createDirectories(parent);
        share(parent);
        Path fresh = Files.createTempFile(parent, "fresh-", ".tmp");
        Files.write(fresh, content);
        share(fresh);
        Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
    }

    private static Map<String, byte[]> read() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (String name : NAMES) {
            try (InputStream in = requireNonNull(LuaFiles.class.getResourceAsStream(RESOURCES + name), name)) {
                files.put(name, in.readAllBytes());
            }
        }
        return files;
    }

    private static String hash(Map<String, byte[]> files) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            files.values().forEach(digest::update);
            return HexFormat.of().formatHex(digest.digest(), 0, NAME_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void share(Path path) throws IOException {
        if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(
                    path, PosixFilePermissions.fromString(Files.isDirectory(path) ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }
}
