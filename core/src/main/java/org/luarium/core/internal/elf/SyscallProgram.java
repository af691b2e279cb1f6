// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.elf;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * A list of system calls, with the data they point to, for the {@linkplain SpawnerImage spawner} to perform.
 *
 * <p>Data is laid out at its final address at once, so that the addresses that {@link #string} and its kin return can
 * be arguments of calls and parts of other data. Not thread-safe; {@link #clear} makes an instance ready for the next
 * program without new memory.
 */
public final class SyscallProgram {
    /** Operation: the spawner itself performs the calls. */
    public static final int RUN_HERE = 0;

    /** Operation: a new child performs the calls, of which the last is normally {@link Syscall#EXECVE}. */
    public static final int RUN_IN_CHILD = 1;

    /**
     * The namespaces that a child may be given: the sum of the {@code CLONE_NEW…} flags to add to {@link #RUN_IN_CHILD}. They are mount, cgroup, uts,
     * ipc, user, pid and net.
     */
    public static final int NAMESPACES = 0x7E02_0000;

    /** Flag of a call: go on when it fails. */
    static final int IGNORE_ERROR = 1;

    /** Flag of a call: go on only when it fails. */
    static final int EXPECT_ERROR = 2;

    static final int CALL_SIZE = 64;
    private static final int HEADER_SIZE = 16;
    private static final int MAX_ARGUMENTS = 6;
    private static final int DEFAULT_MAX_CALLS = 32;
    private static final int INITIAL_CAPACITY = 4096;

    private final Architecture architecture;
    private final int maxCalls;
    private final int dataStart;
    private byte[] message = new byte[HEADER_SIZE + INITIAL_CAPACITY];
    private ByteBuffer words = littleEndian(message);
    private int calls;
    private int end;

    /** Creates a program of at most 32 calls. */
    public SyscallProgram(Architecture architecture) {
        this(architecture, DEFAULT_MAX_CALLS);
    }

    /** Creates a program of at most {@code maxCalls} calls; the records of unused ones are sent as well. */
    public SyscallProgram(Architecture architecture, int maxCalls) {
        if (maxCalls < 1 || maxCalls > SpawnerImage.BUFFER_SIZE / CALL_SIZE) {
            throw new IllegalArgumentException("maxCalls " + maxCalls + " does not fit in the buffer");
        }
        this.architecture = architecture;
        this.maxCalls = maxCalls;
        this.dataStart = HEADER_SIZE + maxCalls * CALL_SIZE;
        clear();
        reserve(0);
    }

    /** Forgets all calls and data. */
    public SyscallProgram clear() {
        calls = 0;
        end = dataStart;
        return this;
    }

    /** Returns how many calls were added, which is also the index (the "step") of the next one. */
    public int size() {
        return calls;
    }

    /** Adds a call that must succeed. */
    public SyscallProgram call(Syscall call, long... arguments) {
        return add(call, 0, arguments);
    }

    /** Adds a call that may fail. */
    public SyscallProgram tryCall(Syscall call, long... arguments) {
        return add(call, IGNORE_ERROR, arguments);
    }

    /** Has the program go on after the last call only if that fails. */
    public SyscallProgram expectFailure() {
        words.putLong(HEADER_SIZE + calls * CALL_SIZE - Long.BYTES, EXPECT_ERROR);
        return this;
    }

    /** Places a NUL-terminated UTF-8 string; returns its address. */
    public long string(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("string with a NUL character at " + text.indexOf('\0'));
        }
        int length = text.length();
        reserve(length + 1);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                return stringBytes(text.getBytes(StandardCharsets.UTF_8));
            }
            message[end + i] = (byte) c;
        }
        message[end + length] = 0;
        return advance(length + 1);
    }

    /** Places strings and a NULL-terminated table of pointers to them, as for argv; returns the table's address. */
    public long strings(List<String> texts) {
        alignData();
        int table = end;
        int size = (texts.size() + 1) * Long.BYTES;
        reserve(size);
        long address = advance(size);
        int slot = table;
        for (String text : texts) {
            long pointer = string(text);
            words.putLong(slot, pointer);
            slot += Long.BYTES;
        }
        words.putLong(slot, 0);
        return address;
    }

    /** Places strings as {@link #strings(List)} does. */
    public long strings(String... texts) {
        return strings(Arrays.asList(texts));
    }

    /** Places bytes, aligned to 8; returns their address. */
    public long bytes(byte[] data) {
        alignData();
        reserve(data.length);
        System.arraycopy(data, 0, message, end, data.length);
        return advance(data.length);
    }

    /** Places 64-bit words, as for a {@code struct rlimit64} or a signal set; returns their address. */
    public long words(long... values) {
        alignData();
        reserve(values.length * Long.BYTES);
        for (int i = 0; i < values.length; i++) {
            words.putLong(end + i * Long.BYTES, values[i]);
        }
        return advance(values.length * Long.BYTES);
    }

    /** Returns the request; {@code operation} is {@link #RUN_HERE} or {@link #RUN_IN_CHILD}. */
    public byte[] encode(int sequence, int operation) {
        putHeader(sequence, operation);
        return Arrays.copyOf(message, end);
    }

    /** Writes the request to {@code out} in one write, without copying it; does not flush. */
    public void writeTo(OutputStream out, int sequence, int operation) throws IOException {
        putHeader(sequence, operation);
        out.write(message, 0, end);
    }

    private SyscallProgram add(Syscall call, long flags, long... arguments) {
        if (calls == maxCalls) {
            throw new ProgramTooLongException("more than " + maxCalls + " calls");
        }
        if (arguments.length > MAX_ARGUMENTS) {
            throw new IllegalArgumentException(call + " with " + arguments.length + " arguments");
        }
        int record = HEADER_SIZE + calls * CALL_SIZE;
        words.putLong(record, call.number(architecture));
        for (int i = 0; i < MAX_ARGUMENTS; i++) {
            words.putLong(record + Long.BYTES * (1 + i), i < arguments.length ? arguments[i] : 0);
        }
        words.putLong(record + CALL_SIZE - Long.BYTES, flags);
        calls++;
        return this;
    }

    private void putHeader(int sequence, int operation) {
        words.putInt(0, end - HEADER_SIZE);
        words.putInt(4, sequence);
        words.putInt(8, operation);
        words.putInt(12, calls);
    }

    private long stringBytes(byte[] utf8) {
        reserve(utf8.length + 1);
        System.arraycopy(utf8, 0, message, end, utf8.length);
        message[end + utf8.length] = 0;
        return advance(utf8.length + 1);
    }

    private void alignData() {
        end = (end + 7) & -8;
    }

    private long advance(int length) {
        long address = SpawnerImage.BUFFER_ADDRESS + (end - HEADER_SIZE);
        end += length;
        return address;
    }

    private void reserve(int length) {
        int limit = HEADER_SIZE + SpawnerImage.BUFFER_SIZE;
        if (length > limit - end) {
            throw new ProgramTooLongException("program of more than " + SpawnerImage.BUFFER_SIZE + " bytes");
        }
        if (end + length > message.length) {
            message = Arrays.copyOf(message, Math.min(limit, Math.max(end + length, message.length * 2)));
            words = littleEndian(message);
        }
    }

    private static ByteBuffer littleEndian(byte[] array) {
        return ByteBuffer.wrap(array).order(ByteOrder.LITTLE_ENDIAN);
    }
}
