// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.jspecify.annotations.Nullable;

/** A tar file, perhaps within gzip. */
final class TarSource implements Source {
    private static final int RECORD = 512;
    private static final int OWNER_EXECUTES = 0100;

    private final Path archive;
    private final boolean gzip;
    private String entry = "";

    TarSource(Path archive, boolean gzip) {
        this.archive = archive;
        this.gzip = gzip;
    }

    /** Whether a file begins as a tar does: with a header whose sum is right, or with the end. */
    static boolean begins(byte[] start) {
        if (start.length < RECORD) {
            return false;
        }
        long unsigned = 0;
        boolean zero = true;
        for (int i = 0; i < RECORD; i++) {
            zero &= start[i] == 0;
            boolean inSum = i >= TarConstants.CHKSUM_OFFSET && i < TarConstants.CHKSUM_OFFSET + TarConstants.CHKSUMLEN;
            unsigned += inSum ? ' ' : start[i] & 0xff;
        }
        String sum = new String(start, TarConstants.CHKSUM_OFFSET, TarConstants.CHKSUMLEN, UTF_8)
                .replace('\0', ' ')
                .trim();
        return zero || (sum.matches("[0-7]{1,7}") && Long.parseLong(sum, 8) == unsigned);
    }

    /** Unpacks gzip, also of several members. */
    static InputStream gunzip(InputStream raw) throws IOException {
        return GzipCompressorInputStream.builder()
                .setInputStream(raw)
                .setDecompressConcatenated(true)
                .get();
    }

    @Override
    public String entry() {
        return entry;
    }

    @Override
    public void unpack(Tree tree, Budget budget) throws IOException {
        try (Guard raw = new Guard(new BufferedInputStream(Files.newInputStream(archive), 1 << 16), null);
                Guard data = gzip ? new Guard(gunzip(raw), raw) : new Guard(raw, null);
                TarArchiveInputStream tar = new TarArchiveInputStream(data, RECORD, RECORD, UTF_8.name(), false)) {
            Reading content = new Reading(tar, raw, data);
            TarArchiveEntry next;
            while ((next = next(tar, data)) != null) {
                budget.advance(raw.position(), data.position());
                unpack(next, tree, content);
            }
            if (data.zeros() < RECORD) {
                throw new Refusal("it ends without the mark that every tar ends with; fetch it again");
            }
            entry = "";
            drain(data, content, budget);
        }
    }

    private @Nullable TarArchiveEntry next(TarArchiveInputStream tar, Guard data) throws IOException {
        data.headers();
        TarArchiveEntry next;
        try {
            next = tar.getNextEntry();
        } catch (RuntimeException e) {
            throw new IOException("unreadable header", e);
        }
        data.content();
        if (next != null) {
            entry = next.getName();
            checkHeader(next);
        }
        return next;
    }

    private static void checkHeader(TarArchiveEntry next) throws Refusal {
        if (!next.isCheckSumOK()) {
            throw new Refusal("the checksum of its header is wrong; fetch the archive again");
        }
        // Global headers pile up in memory
        long extra = 0;
        for (Map.Entry<String, String> header : next.getExtraPaxHeaders().entrySet()) {
            extra += header.getKey().length() + (long) header.getValue().length();
        }
        if (extra > Guard.HEADERS) {
            throw new Refusal("it has too many PAX headers; do not trust this archive");
        }
    }

    private static void unpack(TarArchiveEntry next, Tree tree, Reading content) throws IOException {
        String name = next.getName();
        switch (next.getLinkFlag()) {
            case TarConstants.LF_OLDNORM,
                    TarConstants.LF_NORMAL,
                    TarConstants.LF_CONTIG,
                    TarConstants.LF_GNUTYPE_SPARSE -> {
                if (name.endsWith("/")) {
                    checkEmpty(next);
                    tree.folder(name);
                } else {
                    tree.file(name, next.getRealSize(), (next.getMode() & OWNER_EXECUTES) != 0, content);
                }
            }
            case TarConstants.LF_DIR -> {
                checkEmpty(next);
                tree.folder(name);
            }
            case TarConstants.LF_SYMLINK -> {
                checkEmpty(next);
                tree.link(name, next.getLinkName());
            }
            case TarConstants.LF_LINK -> {
                checkEmpty(next);
                tree.hardLink(name, next.getLinkName());
            }
            case TarConstants.LF_CHR, TarConstants.LF_BLK, TarConstants.LF_FIFO ->
                throw new Refusal("it is a device or FIFO, which no package needs; do not trust this archive");
            default ->
                throw new Refusal("it is of the unknown type " + next.getLinkFlag() + "; pack it as an ordinary file");
        }
    }

    /** Readers of tar differ in whether they skip such content, so one of them would see other entries than another. */
    private static void checkEmpty(TarArchiveEntry next) throws Refusal {
        if (next.getSize() != 0 || next.getRealSize() != 0) {
            throw new Refusal("it is a folder or link and yet has content; do not trust this archive");
        }
    }

    /** Reads to the end, as only there the checksum of gzip is. */
    private static void drain(InputStream data, Reading content, Budget budget) throws IOException {
        byte[] buffer = new byte[1 << 16];
        while (data.read(buffer) >= 0) {
            budget.advance(content.read(), content.unpacked());
        }
    }

    private record Reading(TarArchiveInputStream tar, Guard raw, Guard data) implements Tree.Content {
        @Override
        public int read(byte[] buffer) throws IOException {
            return Tree.Content.read(tar, buffer);
        }

        @Override
        public long read() {
            return raw.position();
        }

        @Override
        public long unpacked() {
            return data.position();
        }
    }
}
