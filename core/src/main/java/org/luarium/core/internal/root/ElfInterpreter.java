// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.root;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads from an ELF file which loader it asks for, as the kernel does. The file may be anybody's: every offset and length
 * is checked before it is used, and what is refused here the kernel would not run.
 */
final class ElfInterpreter {
    private static final int HEADER_32 = 52;
    private static final int HEADER_64 = 64;
    private static final int ENTRY_32 = 32;
    private static final int ENTRY_64 = 56;
    private static final int INTERPRETER = 3;

    /** As in Linux. */
    private static final int TABLE_LIMIT = 65_536;

    private static final int PATH_LIMIT = 4_096;

    private final Path program;
    private final SeekableByteChannel file;

    private ElfInterpreter(Path program, SeekableByteChannel file) {
        this.program = program;
        this.file = file;
    }

    /** Returns the path of the loader, or empty if the program needs none. */
    static Optional<String> of(Path program) throws IOException {
        if (!Files.isRegularFile(program)) {
            throw new IOException(program + " is not a file");
        }
        try (SeekableByteChannel file = Files.newByteChannel(program)) {
            return new ElfInterpreter(program, file).read();
        }
    }

    private Optional<String> read() throws IOException {
        ByteBuffer start = bytes(0, (int) Math.min(HEADER_64, file.size()));
        if (start.limit() >= 2 && start.get(0) == '#' && start.get(1) == '!') {
            throw new IOException(program + " cannot be confined by a root of its own because it is a script;"
                    + " name the interpreter that it starts");
        }
        if (start.limit() < HEADER_32 || start.getInt(0) != 0x7f454c46) {
            throw new IOException(
                    program + " cannot be confined by a root of its own because it is not an ELF executable");
        }
        boolean wide = choice(start.get(4), "class") == 2;
        ByteOrder order = choice(start.get(5), "byte order") == 1 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        if (wide && start.limit() < HEADER_64) {
            throw damaged("its header is cut off");
        }
        return find(start.order(order), order, wide);
    }

    private int choice(byte value, String what) throws IOException {
        if (value != 1 && value != 2) {
            throw damaged("its " + what + " is " + value);
        }
        return value;
    }

    private Optional<String> find(ByteBuffer header, ByteOrder order, boolean wide) throws IOException {
        long offset = wide ? header.getLong(32) : Integer.toUnsignedLong(header.getInt(28));
        int entry = Short.toUnsignedInt(header.getShort(wide ? 54 : 42));
        int count = Short.toUnsignedInt(header.getShort(wide ? 56 : 44));
        if (entry != (wide ? ENTRY_64 : ENTRY_32) || count == 0 || count * entry > TABLE_LIMIT) {
            throw damaged("it has " + count + " program headers of " + entry + " bytes");
        }
        ByteBuffer table = bytes(offset, count * entry).order(order);
        for (int at = 0; at < table.limit(); at += entry) {
            if (table.getInt(at) == INTERPRETER) {
                return Optional.of(
                        wide
                                ? path(table.getLong(at + 8), table.getLong(at + 32))
                                : path(
                                        Integer.toUnsignedLong(table.getInt(at + 4)),
                                        Integer.toUnsignedLong(table.getInt(at + 16))));
            }
        }
        return Optional.empty();
    }

    private String path(long offset, long length) throws IOException {
        if (length < 2 || length > PATH_LIMIT) {
            throw damaged("the path of its loader has " + Long.toUnsignedString(length) + " bytes");
        }
        String path =
                StandardCharsets.ISO_8859_1.decode(bytes(offset, (int) length)).toString();
        if (path.charAt(path.length() - 1) != 0) {
            throw damaged("the path of its loader does not end");
        }
        return path.substring(0, path.indexOf(0));
    }

    private ByteBuffer bytes(long offset, int length) throws IOException {
        if (offset < 0 || offset > file.size() - length) {
            throw damaged("it ends before byte " + Long.toUnsignedString(offset) + " + " + length);
        }
        ByteBuffer bytes = ByteBuffer.allocate(length);
        file.position(offset);
        while (bytes.hasRemaining()) {
            if (file.read(bytes) < 0) {
                throw new EOFException(program + " became shorter while it was read");
            }
        }
        return bytes.flip();
    }

    private IOException damaged(String why) {
        return new IOException(program + " is not an ELF file that can be run: " + why);
    }
}
