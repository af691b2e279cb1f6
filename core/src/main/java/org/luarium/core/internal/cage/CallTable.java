// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.cage;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.luarium.core.internal.cage.BpfCode.Target;
import org.luarium.core.internal.cage.BpfCode.Test;
import org.luarium.core.internal.elf.Architecture;

/*
 * What a filter decides about each system call, by number.
 *
 * The numbers are cut into ranges of one decision each, and the filter is a binary search for the range. Decisions that
 * look at no argument are such that Linux (since 5.11) can tell in advance; it then asks the filter about these calls
 * no more, so that the length of the search is what rare calls cost.
 */
final class CallTable {
    private static final int AUDIT_64_BIT_LITTLE_ENDIAN = 0xC000_0000;
    private static final int EM_X86_64 = 62;
    private static final int EM_AARCH64 = 183;

    /** On x86_64, the bit that marks the numbers of x32. */
    private static final int X32 = 0x4000_0000;

    /** What to do with a call. Neighbours with the same object share a range. */
    interface Decision {
        Target target(BpfCode code);

        static Decision answer(int verdict) {
            return code -> code.answer(verdict);
        }

        static Decision check(BpfCode.Block block) {
            return code -> code.block(block);
        }
    }

    private record Range(int start, Decision decision) {}

    private final Architecture architecture;
    private final Decision others;
    private final Map<Integer, Decision> decisions = new TreeMap<>();

    CallTable(Architecture architecture, Decision others) {
        this.architecture = architecture;
        this.others = others;
    }

    /** Decides on those of {@code calls} that the architecture has. */
    CallTable on(Decision decision, LinuxCall... calls) {
        for (LinuxCall call : calls) {
            call.number(architecture).ifPresent(number -> {
                if (decisions.putIfAbsent(number, decision) != null) {
                    throw new IllegalArgumentException("second decision on " + call);
                }
            });
        }
        return this;
    }

    /**
     * Returns the filter.
     *
     * @param foreign what to do with the calls of another architecture
     * @param unknown what to do with calls that are newer than this class
     */
    byte[] filter(Decision foreign, Decision unknown) {
        BpfCode code = new BpfCode();
        Target kill = foreign.target(code);
        code.load(BpfCode.ARCHITECTURE);
        code.jump(Test.EQUAL, auditArchitecture(), BpfCode.NEXT, kill);
        code.load(BpfCode.NUMBER);
        if (architecture == Architecture.X86_64) {
            code.jump(Test.GREATER_OR_EQUAL, X32, kill, BpfCode.NEXT);
        }
        search(code, ranges(unknown));
        return code.toByteArray();
    }

    private int auditArchitecture() {
        return AUDIT_64_BIT_LITTLE_ENDIAN | (architecture == Architecture.X86_64 ? EM_X86_64 : EM_AARCH64);
    }

    private List<Range> ranges(Decision unknown) {
        List<Range> ranges = new ArrayList<>();
        int next = 0;
        for (Map.Entry<Integer, Decision> entry : decisions.entrySet()) {
            if (entry.getKey() > next) {
                append(ranges, next, others);
            }
            append(ranges, entry.getKey(), entry.getValue());
            next = entry.getKey() + 1;
        }
        if (next <= LinuxCall.NEWEST) {
            append(ranges, next, others);
        }
        append(ranges, LinuxCall.NEWEST + 1, unknown);
        return ranges;
    }

    private static void append(List<Range> ranges, int start, Decision decision) {
        if (ranges.isEmpty() || ranges.get(ranges.size() - 1).decision() != decision) {
            ranges.add(new Range(start, decision));
        }
    }

    private static void search(BpfCode code, List<Range> ranges) {
        int middle = ranges.size() / 2;
        List<Range> lower = ranges.subList(0, middle);
        List<Range> upper = ranges.subList(middle, ranges.size());
        Target yes = target(code, upper);
        Target no = target(code, lower);
        code.jump(Test.GREATER_OR_EQUAL, ranges.get(middle).start(), yes, no);
        continueAt(code, no, lower);
        continueAt(code, yes, upper);
    }

    private static Target target(BpfCode code, List<Range> ranges) {
        return ranges.size() == 1 ? ranges.get(0).decision().target(code) : new Target();
    }

    private static void continueAt(BpfCode code, Target target, List<Range> ranges) {
        if (ranges.size() > 1) {
            code.bind(target);
            search(code, ranges);
        }
    }
}
