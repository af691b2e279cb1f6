// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.host;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.luarium.extension.spi.ExtensionLifecycle;
import org.luarium.extensions.internal.child.Main;

/** The classes that a child JVM needs of this bundle and of the API: its main class, and all that can be reached from there. */
final class RuntimeJar {
    private static final String OURS = "org/luarium/";
    private static final int CLASS = 7;
    private static final int UTF8 = 1;
    private static final int LONG = 5;
    private static final int DOUBLE = 6;

    private RuntimeJar() {}

    /** Writes the jar into a folder, unless it is there, and gives its path. */
    static Path in(Path folder) throws IOException {
        byte[] bytes = bytes();
        Path jar = folder.resolve("runtime-" + digest(bytes) + ".jar");
        if (!Files.exists(jar) || Files.size(jar) != bytes.length) {
            Path temporary = Files.createTempFile(folder, "runtime", ".tmp");
            Files.write(temporary, bytes);
            if (temporary.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("r--r--r--"));
            }
            Files.move(temporary, jar, StandardCopyOption.ATOMIC_MOVE);
        }
        return jar;
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes() throws IOException {
        Map<String, byte[]> classes = new TreeMap<>();
        Deque<String> open = new ArrayDeque<>();
        open.add(Main.class.getName().replace('.', '/'));
        open.add(ExtensionLifecycle.class.getPackageName().replace('.', '/') + "/LocalExecution");
        while (!open.isEmpty()) {
            String name = open.remove();
            if (!classes.containsKey(name)) {
                byte[] bytes = read(name);
                classes.put(name, bytes);
                addReferred(bytes, open);
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> each : classes.entrySet()) {
                ZipEntry entry = new ZipEntry(each.getKey() + ".class");
                // Stored, and without a time: starts faster, and is the same every time.
                entry.setMethod(ZipEntry.STORED);
                entry.setTime(0);
                entry.setSize(each.getValue().length);
                CRC32 crc = new CRC32();
                crc.update(each.getValue());
                entry.setCrc(crc.getValue());
                zip.putNextEntry(entry);
                zip.write(each.getValue());
            }
        }
        return out.toByteArray();
    }

    private static byte[] read(String name) throws IOException {
        try (InputStream in = RuntimeJar.class.getClassLoader().getResourceAsStream(name + ".class")) {
            if (in == null) {
                throw new IOException("the class " + name + " is missing");
            }
            return in.readAllBytes();
        }
    }

    /** Adds the classes of ours that a class file names in its constants. */
    private static void addReferred(byte[] bytes, Deque<String> names) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        in.readInt();
        in.readInt();
        int count = in.readUnsignedShort();
        String[] texts = new String[count];
        int[] classes = new int[count];
        for (int i = 1; i < count; i++) {
            int tag = in.readUnsignedByte();
            switch (tag) {
                case UTF8 -> {
                    byte[] text = new byte[in.readUnsignedShort()];
                    in.readFully(text);
                    texts[i] = new String(text, StandardCharsets.UTF_8);
                }
                case CLASS -> classes[i] = in.readUnsignedShort();
                case 8, 16, 19, 20 -> in.readUnsignedShort();
                case 15 -> in.skipBytes(3);
                case LONG, DOUBLE -> {
                    in.readLong();
                    i++;
                }
                default -> in.readInt();
            }
        }
        for (int text : classes) {
            String name = text == 0 ? "" : texts[text];
            if (name.startsWith(OURS)) {
                names.add(name);
            }
        }
    }
}
