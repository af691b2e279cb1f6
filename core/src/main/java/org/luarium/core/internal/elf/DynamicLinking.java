// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.elf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/*
 * Builds a position-independent executable that the dynamic loader links with shared libraries.
 *
 * The file is one run of bytes: a read-only executable part (headers, loader path, symbols, code) and a writable part
 * (dynamic section, addresses of imports, data), whose address is its offset plus one page so that no page has both
 * kinds of access. Imports are looked up at start, by name and without a version, which the GNU C library answers
 * with the oldest implementation it has of each.
 */
final class DynamicLinking {
    private static final int DT_NULL = 0;
    private static final int DT_NEEDED = 1;
    private static final int DT_HASH = 4;
    private static final int DT_STRTAB = 5;
    private static final int DT_SYMTAB = 6;
    private static final int DT_RELA = 7;
    private static final int DT_RELASZ = 8;
    private static final int DT_RELAENT = 9;
    private static final int DT_STRSZ = 10;
    private static final int DT_SYMENT = 11;
    private static final int DT_DEBUG = 21;
    private static final int DT_BIND_NOW = 24;
    private static final int DT_RUNPATH = 29;
    private static final int SYMBOL_SIZE = 24;
    private static final int RELOCATION_SIZE = 24;
    private static final int GLOBAL_FUNCTION = 0x12;
    private static final int R_X86_64_GLOB_DAT = 6;
    private static final int R_AARCH64_GLOB_DAT = 1025;
    private static final int SEGMENTS = 6;
    private static final int MAX_SIZE = 16_384;

    private final Map<String, Label> imports = new LinkedHashMap<>();

    /** Returns the place where the loader stores the address of {@code function}. */
    Label slotOf(String function) {
        return imports.computeIfAbsent(function, name -> new Label());
    }

    /**
     * Returns the file.
     *
     * @param code complete; its first byte is the entry point
     * @param data label of {@code dataSize} zero bytes, bound by this method
     * @param libraries sonames; the loader looks beside the executable first
     */
    byte[] link(Assembler code, Label data, int dataSize, List<String> libraries) {
        Architecture architecture = code.architecture();
        ByteBuffer file = ByteBuffer.allocate(MAX_SIZE).order(ByteOrder.LITTLE_ENDIAN);
        int headers = ElfImage.headerSize(SEGMENTS);
        file.position(headers);

        final int interpreter = file.position();
        string(file, interpreter(architecture));
        final int interpreterSize = file.position() - interpreter;

        final int strings = file.position();
        file.put((byte) 0);
        int[] needed = libraries.stream()
                .mapToInt(name -> string(file, name) - strings)
                .toArray();
        final int runPath = string(file, "$ORIGIN") - strings;
        int[] names = imports.keySet().stream()
                .mapToInt(name -> string(file, name) - strings)
                .toArray();
        final int stringsSize = file.position() - strings;

        final int symbols = align(file, 8);
        file.position(symbols + SYMBOL_SIZE);
        for (int name : names) {
            file.putInt(name).put((byte) GLOBAL_FUNCTION).put((byte) 0).putShort((short) 0);
            file.putLong(0).putLong(0);
        }
        // Nobody looks a symbol up in us, but the format demands a hash table: one bucket, empty.
        final int hash = file.position();
        file.putInt(1).putInt(1 + names.length).putInt(0);
        file.position(file.position() + (1 + names.length) * Integer.BYTES);

        final int relocations = align(file, 8);
        final int relocationsSize = names.length * RELOCATION_SIZE;
        final int text = align(file, relocations + relocationsSize, 16);
        final int writable = (text + code.size() + 15) & -16;

        file.position(writable);
        for (int name : needed) {
            entry(file, DT_NEEDED, name);
        }
        entry(file, DT_RUNPATH, runPath);
        entry(file, DT_HASH, hash);
        entry(file, DT_STRTAB, strings);
        entry(file, DT_STRSZ, stringsSize);
        entry(file, DT_SYMTAB, symbols);
        entry(file, DT_SYMENT, SYMBOL_SIZE);
        entry(file, DT_RELA, relocations);
        entry(file, DT_RELASZ, relocationsSize);
        entry(file, DT_RELAENT, RELOCATION_SIZE);
        entry(file, DT_BIND_NOW, 0);
        entry(file, DT_DEBUG, 0);
        entry(file, DT_NULL, 0);
        final int dynamicSize = file.position() - writable;

        for (Label slot : imports.values()) {
            slot.bind(file.position() + ElfImage.PAGE - text);
            file.putLong(0);
        }
        data.bind(file.position() + ElfImage.PAGE - text);
        final int end = file.position() + dataSize;

        file.position(relocations);
        int symbol = 1;
        for (Label slot : imports.values()) {
            file.putLong(slot.offset() + (long) text)
                    .putLong((long) symbol++ << 32 | relocationType(architecture))
                    .putLong(0);
        }
        file.put(text, code.toByteArray());

        byte[] content = new byte[end - headers];
        file.get(headers, content);
        int writableSize = end - writable;
        long writableAddress = (long) writable + ElfImage.PAGE;
        int readable = ElfImage.READ;
        int executable = ElfImage.READ | ElfImage.EXECUTE;
        int writeable = ElfImage.READ | ElfImage.WRITE;
        return ElfImage.positionIndependent(architecture)
                .segment(ElfImage.PT_PHDR, readable, 64, 64, headers - 64L, headers - 64L, 8)
                .segment(ElfImage.PT_INTERP, readable, interpreter, interpreter, interpreterSize, interpreterSize, 1)
                .segment(ElfImage.PT_LOAD, executable, 0, 0, writable, writable, ElfImage.PAGE)
                .segment(
                        ElfImage.PT_LOAD,
                        writeable,
                        writable,
                        writableAddress,
                        writableSize,
                        writableSize,
                        ElfImage.PAGE)
                .segment(ElfImage.PT_DYNAMIC, writeable, writable, writableAddress, dynamicSize, dynamicSize, 8)
                .nonExecutableStack()
                .toByteArray(text, content);
    }

    private static String interpreter(Architecture architecture) {
        return switch (architecture) {
            case X86_64 -> "/lib64/ld-linux-x86-64.so.2";
            case AARCH64 -> "/lib/ld-linux-aarch64.so.1";
        };
    }

    private static int relocationType(Architecture architecture) {
        return switch (architecture) {
            case X86_64 -> R_X86_64_GLOB_DAT;
            case AARCH64 -> R_AARCH64_GLOB_DAT;
        };
    }

    private static int string(ByteBuffer file, String text) {
        int start = file.position();
        file.put(text.getBytes(StandardCharsets.UTF_8)).put((byte) 0);
        return start;
    }

    private static void entry(ByteBuffer file, int tag, int value) {
        file.putLong(tag).putLong(value);
    }

    private static int align(ByteBuffer file, int boundary) {
        return align(file, file.position(), boundary);
    }

    private static int align(ByteBuffer file, int offset, int boundary) {
        file.position((offset + boundary - 1) & -boundary);
        return file.position();
    }
}
