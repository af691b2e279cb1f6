// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.build;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a shared library says of itself. Whoever wrote it may have meant harm: nothing is taken for granted, and every position is
 * checked.
 *
 * @param bits 32 or 64
 * @param machine the processor, by its number in the format
 * @param isLibrary whether it is one that can be loaded
 * @param undefined the symbols that it needs others to have
 * @param needed the libraries that it needs
 */
record ElfFile(int bits, int machine, boolean isLibrary, SortedSet<String> undefined, List<String> needed) {
    private static final int LITTLE = 1;
    private static final int MOST_SECTIONS = 10_000;
    private static final int MOST_ENTRIES = 1_000_000;
    private static final int LONGEST_NAME = 4096;
    private static final int TYPE_LIBRARY = 3;
    private static final int SECTION_DYNAMIC = 6;
    private static final int SECTION_SYMBOLS = 11;
    private static final int TAG_NEEDED = 1;

    /** Reads a file; empty if it is none of this format, or damaged. */
    static Optional<ElfFile> read(byte[] file) {
        if (file.length < 64 || file[0] != 0x7f || file[1] != 'E' || file[2] != 'L' || file[3] != 'F') {
            return Optional.empty();
        }
        if ((file[4] != 1 && file[4] != 2) || (file[5] != 1 && file[5] != 2)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Reader(file).read());
        } catch (IndexOutOfBoundsException | BufferUnderflowException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Of a part of the file, where it is and which other part has its texts. */
    private record Section(int type, int link, int offset, int size) {}

    private static final class Reader {
        private final ByteBuffer data;
        private final boolean wide;

        Reader(byte[] file) {
            wide = file[4] == 2;
            data = ByteBuffer.wrap(file).order(file[5] == LITTLE ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        }

        ElfFile read() {
            List<Section> sections = sections();
            SortedSet<String> undefined = new TreeSet<>();
            List<String> needed = new ArrayList<>();
            for (Section section : sections) {
                if (section.type() == SECTION_SYMBOLS) {
                    symbols(section, sections.get(section.link()), undefined);
                } else if (section.type() == SECTION_DYNAMIC) {
                    dynamic(section, sections.get(section.link()), needed);
                }
            }
            return new ElfFile(
                    wide ? 64 : 32, data.getShort(18) & 0xffff, data.getShort(16) == TYPE_LIBRARY, undefined, needed);
        }

        private List<Section> sections() {
            int table = offset(wide ? data.getLong(40) : data.getInt(32) & 0xffffffffL);
            int entry = data.getShort(wide ? 58 : 46) & 0xffff;
            int count = data.getShort(wide ? 60 : 48) & 0xffff;
            if (count > MOST_SECTIONS || (count > 0 && entry < (wide ? 64 : 40))) {
                throw new IllegalArgumentException("a table of sections that cannot be");
            }
            List<Section> sections = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int at = table + i * entry;
                int type = data.getInt(at + 4);
                if (wide) {
                    sections.add(new Section(
                            type,
                            data.getInt(at + 40),
                            size(type, data.getLong(at + 24)),
                            size(type, data.getLong(at + 32))));
                } else {
                    sections.add(new Section(
                            type,
                            data.getInt(at + 24),
                            size(type, data.getInt(at + 16)),
                            size(type, data.getInt(at + 20))));
                }
            }
            return sections;
        }

        /** Sections without content may have any size. */
        private int size(int type, long value) {
            return type == SECTION_SYMBOLS || type == SECTION_DYNAMIC || (value >= 0 && value <= data.limit())
                    ? offset(value)
                    : 0;
        }

        private int offset(long value) {
            if (value < 0 || value > data.limit()) {
                throw new IllegalArgumentException("it leads out of the file");
            }
            return (int) value;
        }

        private void symbols(Section symbols, Section texts, SortedSet<String> undefined) {
            int entry = wide ? 24 : 16;
            int count = Math.min(symbols.size() / entry, MOST_ENTRIES);
            for (int i = 1; i < count; i++) {
                int at = symbols.offset() + i * entry;
                int section = data.getShort(at + (wide ? 6 : 14)) & 0xffff;
                if (section == 0) {
                    undefined.add(text(texts, data.getInt(at)));
                }
            }
        }

        private void dynamic(Section dynamic, Section texts, List<String> needed) {
            int entry = wide ? 16 : 8;
            int count = Math.min(dynamic.size() / entry, MOST_ENTRIES);
            for (int i = 0; i < count; i++) {
                int at = dynamic.offset() + i * entry;
                long tag = wide ? data.getLong(at) : data.getInt(at);
                if (tag == TAG_NEEDED) {
                    needed.add(text(texts, wide ? offset(data.getLong(at + 8)) : data.getInt(at + 4)));
                }
            }
        }

        private String text(Section texts, int from) {
            if (from < 0 || from >= texts.size()) {
                throw new IllegalArgumentException("a name that is nowhere");
            }
            int start = texts.offset() + from;
            int end = start;
            while (data.get(end) != 0) {
                end++;
                if (end - start > LONGEST_NAME) {
                    throw new IllegalArgumentException("a name that does not end");
                }
            }
            byte[] name = new byte[end - start];
            data.get(start, name);
            return new String(name, ISO_8859_1);
        }
    }
}
