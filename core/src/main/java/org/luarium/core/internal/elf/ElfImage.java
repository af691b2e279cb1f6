// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.elf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Writes a 64-bit little-endian ELF executable: ELF header, program headers, then the caller's bytes. */
final class ElfImage {
    static final int EXECUTE = 1;
    static final int WRITE = 2;
    static final int READ = 4;

    static final int PT_LOAD = 1;
    static final int PT_DYNAMIC = 2;
    static final int PT_INTERP = 3;
    static final int PT_PHDR = 6;
    static final int PT_GNU_STACK = 0x6474_E551;

    /** Segments are aligned for the largest page size of aarch64. */
    static final int PAGE = 0x1_0000;

    private static final int ELF_HEADER_SIZE = 64;
    private static final int PROGRAM_HEADER_SIZE = 56;
    private static final short TYPE_EXECUTABLE = 2;
    private static final short TYPE_POSITION_INDEPENDENT = 3;

    private record Segment(
            int type, int flags, long offset, long address, long fileSize, long memorySize, long align) {}

    private final Architecture architecture;
    private final short type;
    private final List<Segment> segments = new ArrayList<>();

    private ElfImage(Architecture architecture, short type) {
        this.architecture = architecture;
        this.type = type;
    }

    /** An executable that is loaded at the addresses its segments name and needs no loader. */
    static ElfImage fixed(Architecture architecture) {
        return new ElfImage(architecture, TYPE_EXECUTABLE);
    }

    /** An executable that the dynamic loader may place anywhere. */
    static ElfImage positionIndependent(Architecture architecture) {
        return new ElfImage(architecture, TYPE_POSITION_INDEPENDENT);
    }

    static int headerSize(int segments) {
        return ELF_HEADER_SIZE + segments * PROGRAM_HEADER_SIZE;
    }

    ElfImage segment(int type, int flags, long offset, long address, long fileSize, long memorySize, long align) {
        segments.add(new Segment(type, flags, offset, address, fileSize, memorySize, align));
        return this;
    }

    /** Stacks are executable on some kernels unless this header says otherwise. */
    ElfImage nonExecutableStack() {
        return segment(PT_GNU_STACK, READ | WRITE, 0, 0, 0, 0, 16);
    }

    /** Returns the file: the headers and, from {@link #headerSize} on, {@code content}. */
    byte[] toByteArray(long entry, byte[] content) {
        int headers = headerSize(segments.size());
        ByteBuffer out = ByteBuffer.allocate(headers + content.length).order(ByteOrder.LITTLE_ENDIAN);
        out.put(new byte[] {0x7F, 'E', 'L', 'F', 2, 1, 1, 0}).putLong(0);
        out.putShort(type).putShort((short) architecture.elfMachine()).putInt(1);
        out.putLong(entry).putLong(ELF_HEADER_SIZE).putLong(0).putInt(0);
        out.putShort((short) ELF_HEADER_SIZE);
        out.putShort((short) PROGRAM_HEADER_SIZE).putShort((short) segments.size());
        out.putShort((short) 0).putShort((short) 0).putShort((short) 0);
        for (Segment segment : segments) {
            out.putInt(segment.type).putInt(segment.flags).putLong(segment.offset);
            out.putLong(segment.address).putLong(segment.address);
            out.putLong(segment.fileSize).putLong(segment.memorySize).putLong(segment.align);
        }
        return out.put(content).array();
    }
}
