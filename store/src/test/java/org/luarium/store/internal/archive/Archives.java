// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

/** Makes archives, honest and other ones. */
final class Archives {
    private Archives() {}

    interface Filling<T> {
        void fill(T archive) throws IOException;
    }

    static byte[] tar(Filling<TarArchiveOutputStream> filling) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, 10240, "UTF-8")) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
            filling.fill(tar);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static byte[] zip(Filling<ZipArchiveOutputStream> filling) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(bytes)) {
            filling.fill(zip);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static byte[] gzip(byte[] data) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }

    static void file(TarArchiveOutputStream tar, String name, String content, int mode) throws IOException {
        byte[] bytes = content.getBytes(UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_NORMAL, true);
        entry.setMode(mode);
        entry.setSize(bytes.length);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }

    static void file(TarArchiveOutputStream tar, String name, String content) throws IOException {
        file(tar, name, content, 0644);
    }

    static void special(TarArchiveOutputStream tar, String name, byte type, String target) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, type, true);
        entry.setLinkName(target);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }

    static void link(TarArchiveOutputStream tar, String name, String target) throws IOException {
        special(tar, name, TarConstants.LF_SYMLINK, target);
    }

    static void hardLink(TarArchiveOutputStream tar, String name, String target) throws IOException {
        special(tar, name, TarConstants.LF_LINK, target);
    }

    static void folder(TarArchiveOutputStream tar, String name) throws IOException {
        special(tar, name, TarConstants.LF_DIR, "");
    }

    static void file(ZipArchiveOutputStream zip, String name, String content, int mode) throws IOException {
        ZipArchiveEntry entry = new ZipArchiveEntry(name);
        if (mode != 0) {
            entry.setUnixMode(mode);
        }
        zip.putArchiveEntry(entry);
        zip.write(content.getBytes(UTF_8));
        zip.closeArchiveEntry();
    }

    static void file(ZipArchiveOutputStream zip, String name, String content) throws IOException {
        file(zip, name, content, 0100644);
    }

    /** A header written by hand, with a right checksum, and content padded to records. */
    static byte[] record(String name, char type, String target, long size, byte[] content) {
        byte[] header = new byte[512];
        put(header, 0, name.getBytes(UTF_8));
        put(header, 100, "0000644\0".getBytes(UTF_8));
        put(header, 108, "0000000\0".getBytes(UTF_8));
        put(header, 116, "0000000\0".getBytes(UTF_8));
        put(header, 124, String.format("%011o\0", size).getBytes(UTF_8));
        put(header, 136, "00000000000\0".getBytes(UTF_8));
        header[156] = (byte) type;
        put(header, 157, target.getBytes(UTF_8));
        put(header, 257, "ustar\00000".getBytes(UTF_8));
        return join(sum(header), Arrays.copyOf(content, (content.length + 511) / 512 * 512));
    }

    static byte[] sum(byte[] header) {
        put(header, 148, "        ".getBytes(UTF_8));
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, String.format("%06o\0 ", sum).getBytes(UTF_8));
        return header;
    }

    /** PAX headers for the entry that follows. */
    static byte[] pax(char type, String... namesAndValues) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            String rest = " " + namesAndValues[i] + "=" + namesAndValues[i + 1] + "\n";
            int length = rest.getBytes(UTF_8).length;
            int digits =
                    String.valueOf(length + String.valueOf(length).length()).length();
            text.append(length + digits).append(rest);
        }
        byte[] content = text.toString().getBytes(UTF_8);
        return record("pax", type, "", content.length, content);
    }

    static byte[] end() {
        return new byte[1024];
    }

    private static void put(byte[] header, int at, byte[] text) {
        System.arraycopy(text, 0, header, at, text.length);
    }
}
