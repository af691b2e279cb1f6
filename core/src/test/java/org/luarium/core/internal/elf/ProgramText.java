// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.elf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A program of system calls as the kernel would see it, one line for each call, what its arguments point to included.
 *
 * <p>Numbers are decimal, words and modes hexadecimal or octal as usual, a null pointer is {@code -}.
 */
public final class ProgramText {
    private static final int HEADER_SIZE = 16;
    private static final int CALL_SIZE = 64;
    private static final int ARGUMENTS = 6;

    /**
     * What arguments are: s text, n number, x hexadecimal, o octal, m flags of mounts, a digit so many words, b bytes whose
     * count is the next argument, f a filter.
     */
    private static final Map<Syscall, String> ARGUMENTS_OF = Map.ofEntries(
            Map.entry(Syscall.MOUNT, "sssms"),
            Map.entry(Syscall.CHDIR, "s"),
            Map.entry(Syscall.UMASK, "o"),
            Map.entry(Syscall.PIVOT_ROOT, "ss"),
            Map.entry(Syscall.UMOUNT2, "sn"),
            Map.entry(Syscall.MKDIRAT, "nso"),
            Map.entry(Syscall.MKNODAT, "nson"),
            Map.entry(Syscall.PRLIMIT64, "nn2n"),
            Map.entry(Syscall.PRCTL, "nnnnn"),
            Map.entry(Syscall.SETGROUPS, "nn"),
            Map.entry(Syscall.SETRESGID, "nnn"),
            Map.entry(Syscall.SETRESUID, "nnn"),
            Map.entry(Syscall.CAPSET, "13"),
            Map.entry(Syscall.FCHOWNAT, "nsnnn"),
            Map.entry(Syscall.OPENAT, "nsxn"),
            Map.entry(Syscall.WRITE, "nbn"),
            Map.entry(Syscall.CLOSE, "n"),
            Map.entry(Syscall.LANDLOCK_CREATE_RULESET, "3nn"),
            Map.entry(Syscall.LANDLOCK_ADD_RULE, "nn2n"),
            Map.entry(Syscall.LANDLOCK_RESTRICT_SELF, "nn"),
            Map.entry(Syscall.SECCOMP, "nnf"));

    /* On purpose not shared with the code. */
    private static final String[] MOUNT_FLAGS = {
        "ro", "nosuid", "nodev", "noexec", null, "remount", null, null, null, null, null, null, "bind", null, "rec",
        null, null, null, "private"
    };

    private final ByteBuffer bytes;
    private final Architecture architecture;

    private ProgramText(byte[] program, Architecture architecture) {
        this.bytes = ByteBuffer.wrap(program).order(ByteOrder.LITTLE_ENDIAN);
        this.architecture = architecture;
    }

    public static List<String> lines(SyscallProgram program, Architecture architecture) {
        return new ProgramText(program.encode(1, SyscallProgram.RUN_IN_CHILD), architecture).lines();
    }

    private List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < bytes.getInt(12); i++) {
            lines.add(line(HEADER_SIZE + i * CALL_SIZE));
        }
        return lines;
    }

    private String line(int record) {
        long number = bytes.getLong(record);
        Syscall call = Arrays.stream(Syscall.values())
                .filter(each -> each.number(architecture) == number)
                .findFirst()
                .orElseThrow();
        String kinds = ARGUMENTS_OF.get(call);
        StringBuilder line = new StringBuilder();
        line.append(bytes.getLong(record + CALL_SIZE - Long.BYTES) == SyscallProgram.IGNORE_ERROR ? "try " : "");
        line.append(call.name().toLowerCase(Locale.ROOT));
        for (int i = 0; i < ARGUMENTS; i++) {
            long argument = bytes.getLong(record + (1 + i) * Long.BYTES);
            if (i < kinds.length()) {
                long next = bytes.getLong(record + (2 + i) * Long.BYTES);
                line.append(' ').append(argument(kinds.charAt(i), argument, next));
            } else if (argument != 0) {
                throw new IllegalStateException(call + " with argument " + i + " " + argument);
            }
        }
        return line.toString();
    }

    private String argument(char kind, long value, long next) {
        return switch (kind) {
            case 's' -> value == 0 ? "-" : text(value);
            case 'x' -> "0x" + Long.toHexString(value);
            case 'o' -> "0" + Long.toOctalString(value);
            case 'm' -> flags(value);
            case 'b' -> new String(bytes.array(), at(value), (int) next, StandardCharsets.UTF_8);
            case 'f' -> bytes.getLong(at(value)) + " instructions: " + Arrays.hashCode(filter(value));
            case '1', '2', '3' -> words(value, kind - '0');
            default -> Long.toString(value);
        };
    }

    private static int at(long address) {
        return Math.toIntExact(address - SpawnerImage.BUFFER_ADDRESS + HEADER_SIZE);
    }

    private String text(long address) {
        int start = at(address);
        int end = start;
        while (bytes.get(end) != 0) {
            end++;
        }
        return new String(bytes.array(), start, end - start, StandardCharsets.UTF_8);
    }

    private String words(long address, int count) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            words.add(Long.toHexString(bytes.getLong(at(address) + i * Long.BYTES)));
        }
        return words.toString();
    }

    private byte[] filter(long address) {
        int start = at(bytes.getLong(at(address) + Long.BYTES));
        return Arrays.copyOfRange(bytes.array(), start, start + 8 * (int) bytes.getLong(at(address)));
    }

    private static String flags(long value) {
        List<String> names = new ArrayList<>();
        for (int bit = 0; bit < Long.SIZE; bit++) {
            if ((value >>> bit & 1) != 0) {
                names.add(bit < MOUNT_FLAGS.length && MOUNT_FLAGS[bit] != null ? MOUNT_FLAGS[bit] : "bit" + bit);
            }
        }
        return names.isEmpty() ? "0" : String.join(",", names);
    }
}
