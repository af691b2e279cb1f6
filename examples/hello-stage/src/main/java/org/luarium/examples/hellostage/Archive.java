// SPDX-License-Identifier: Apache-2.0
package org.luarium.examples.hellostage;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.LocalDateTime;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The source of hello 1.0 as its author publishes it: an archive that has the same bytes wherever it is packed. */
final class Archive {
    static final String FOLDER = "hello-1.0";
    static final String FILE = FOLDER + ".zip";
    static final String SHA256 = "fa65008b032f5dff56c5f16514c8154652b9f4065846aee0dafd0a74f1a603fe";

    private static final List<String> FILES = List.of("configure", "Makefile.in", "hello.c", "hello.sh.in");
    private static final LocalDateTime RELEASED = LocalDateTime.of(2025, 1, 1, 0, 0);

    private Archive() {}

    static byte[] pack() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (String file : FILES) {
                String name = FOLDER + "/" + file;
                try (InputStream in = Archive.class.getResourceAsStream("/" + name)) {
                    add(zip, name, requireNonNull(in, name).readAllBytes());
                }
            }
        }
        return bytes.toByteArray();
    }

    /** Not compressed, since every version of the compressor has other results. */
    private static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
        CRC32 checksum = new CRC32();
        checksum.update(content);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(checksum.getValue());
        entry.setTimeLocal(RELEASED);
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
