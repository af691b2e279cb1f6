// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.archivers.zip.ZipMethod;
import org.jspecify.annotations.Nullable;

/** A zip file. Its central folder counts; what else lies between is not looked at. */
final class ZipSource implements Source {
    private static final int TYPE = 0170000;
    private static final int FILE = 0100000;
    private static final int FOLDER = 0040000;
    private static final int LINK = 0120000;
    private static final int OWNER_EXECUTES = 0100;

    private final Path archive;
    private String entry = "";

    ZipSource(Path archive) {
        this.archive = archive;
    }

    @Override
    public String entry() {
        return entry;
    }

    @Override
    public void unpack(Tree tree, Budget budget) throws IOException {
        try (SeekableByteChannel file = Files.newByteChannel(archive);
                GuardedChannel channel =
                        new GuardedChannel(file, budget.limits().entries());
                ZipFile zip = open(channel)) {
            channel.open();
            List<ZipArchiveEntry> entries = Collections.list(zip.getEntries());
            for (ZipArchiveEntry next : entries) {
                entry = next.getName();
                check(next);
            }
            checkApart(zip, entries, channel.size(), budget);
            Reading content = new Reading();
            for (ZipArchiveEntry next : entries) {
                entry = next.getName();
                content.begin(next);
                budget.advance(content.read(), 0);
                unpack(zip, next, tree, content, budget.limits());
            }
        }
    }

    private static ZipFile open(GuardedChannel channel) throws IOException {
        try {
            return ZipFile.builder()
                    .setSeekableByteChannel(channel)
                    .setCharset(UTF_8)
                    .setUseUnicodeExtraFields(true)
                    .setIgnoreLocalFileHeader(true)
                    .get();
        } catch (RuntimeException e) {
            throw new IOException("unreadable central folder", e);
        }
    }

    private static void check(ZipArchiveEntry next) throws Refusal {
        if (next.getGeneralPurposeBit().usesEncryption()
                || next.getGeneralPurposeBit().usesStrongEncryption()) {
            throw new Refusal("it is encrypted; decrypt the archive and pack it without a password");
        }
        ZipMethod method = ZipMethod.getMethodByCode(next.getMethod());
        if (method != ZipMethod.STORED && method != ZipMethod.DEFLATED && method != ZipMethod.ENHANCED_DEFLATED) {
            throw new Refusal("it is compressed by method " + next.getMethod() + "; pack it with deflate");
        }
        if (next.getSize() < 0 || next.getCompressedSize() < 0) {
            throw new Refusal("it does not say how large it is; pack it again");
        }
    }

    /** Entries that share their bytes are how a few megabytes become petabytes. */
    private void checkApart(ZipFile zip, List<ZipArchiveEntry> entries, long size, Budget budget) throws IOException {
        List<ZipArchiveEntry> byPlace = new ArrayList<>(entries);
        for (ZipArchiveEntry next : byPlace) {
            entry = next.getName();
            budget.poll();
            try (InputStream raw = zip.getRawInputStream(next)) {
                if (raw == null || next.getDataOffset() < 0) {
                    throw new Refusal("its bytes are missing; fetch the archive again");
                }
            } catch (RuntimeException e) {
                throw new IOException("unreadable header", e);
            }
        }
        byPlace.sort(Comparator.comparingLong(ZipArchiveEntry::getLocalHeaderOffset));
        long end = 0;
        for (ZipArchiveEntry next : byPlace) {
            entry = next.getName();
            if (next.getLocalHeaderOffset() < end || next.getDataOffset() <= next.getLocalHeaderOffset()) {
                throw new Refusal("it shares bytes with another entry, as only a bomb does; do not trust this archive");
            }
            end = next.getDataOffset() + next.getCompressedSize();
            if (end < 0 || end > size) {
                throw new Refusal("it reaches beyond the end; fetch the archive again");
            }
        }
    }

    private static void unpack(ZipFile zip, ZipArchiveEntry next, Tree tree, Reading content, Limits limits)
            throws IOException {
        String name = next.getName();
        int type = next.getUnixMode() & TYPE;
        if (name.endsWith("/") != (type == FOLDER) && type != 0) {
            throw new Refusal("it is both a folder and something else; do not trust this archive");
        }
        if (name.endsWith("/")) {
            if (next.getSize() != 0) {
                throw new Refusal("it is a folder and yet has content; do not trust this archive");
            }
            tree.folder(name);
            return;
        }
        if (type != 0 && type != FILE && type != LINK) {
            throw new Refusal("it is a device or FIFO, which no package needs; do not trust this archive");
        }
        try (InputStream in = stream(zip, next)) {
            content.in = in;
            if (type == LINK) {
                tree.link(name, target(next, content, limits));
            } else {
                tree.file(name, next.getSize(), (next.getUnixMode() & OWNER_EXECUTES) != 0, content);
            }
        }
        if (content.crc.getValue() != next.getCrc()) {
            throw new Refusal("its checksum is wrong; fetch the archive again");
        }
    }

    private static InputStream stream(ZipFile zip, ZipArchiveEntry next) throws IOException {
        try {
            return zip.getInputStream(next);
        } catch (RuntimeException e) {
            throw new IOException("unreadable", e);
        }
    }

    private static String target(ZipArchiveEntry next, Reading content, Limits limits) throws IOException {
        if (next.getSize() > limits.pathLength()) {
            throw new Refusal("its target is longer than " + limits.pathLength() + " bytes; do not trust this archive");
        }
        byte[] target = new byte[(int) next.getSize() + 1];
        int length = 0;
        byte[] piece = new byte[target.length];
        int count;
        while (length < target.length && (count = content.read(piece)) >= 0) {
            System.arraycopy(piece, 0, target, length, Math.min(count, target.length - length));
            length += count;
        }
        if (length != next.getSize()) {
            throw new Refusal("its size is not what it says; fetch the archive again");
        }
        return new String(target, 0, length, UTF_8);
    }

    private static final class Reading implements Tree.Content {
        private final CRC32 crc = new CRC32();
        private @Nullable InputStream in;
        private long before;

        void begin(ZipArchiveEntry next) {
            crc.reset();
            before += next.getCompressedSize();
        }

        @Override
        public int read(byte[] buffer) throws IOException {
            InputStream from = in;
            int count = from == null ? -1 : Tree.Content.read(from, buffer);
            if (count > 0) {
                crc.update(buffer, 0, count);
            }
            return count;
        }

        @Override
        public long read() {
            return before;
        }

        @Override
        public long unpacked() {
            return 0;
        }
    }
}
