// SPDX-License-Identifier: Apache-2.0
package org.luarium.vm;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * In which functions a VM was when it was looked at, again and again. Immutable.
 *
 * <p>Frames are {@code name (source:line)}, where the line is the one that the function begins at, or {@code source:line} of a function without a name, {@code source} of a chunk, {@code [C] name} of a
 * function in C, and {@code [luarium]} for what Luarium does for the script, such as {@code print}. Stacks of coroutines begin with {@code [coroutine]}, those deeper than 100 frames with {@code [...]}; of
 * more than 10,000 different stacks, the others are counted as {@code [other]}. Control characters and semicolons in names are replaced by {@code ?}.
 *
 * @param vm the id of the VM
 * @param stacks what was seen, the most frequent first
 * @param unit what lies between two samples
 * @param interval how many of these
 * @param scripts how many scripts were sampled
 * @param result what came of the script, if the profile is of one
 */
public record StackProfile(
        String vm, List<Stack> stacks, Unit unit, int interval, long scripts, Optional<ExecutionResult> result) {
    /** What sets the pace. */
    public enum Unit {
        /** Instructions of the interpreter, in each thread of Lua for itself. */
        INSTRUCTIONS,
        /** Milliseconds of processor time of the process. */
        MILLISECONDS
    }

    /**
     * One stack.
     *
     * @param frames its frames, the outermost first, with {@code ;} between them
     * @param samples how often it was seen
     */
    public record Stack(String frames, long samples) {
        /**
         * Creates a stack.
         *
         * @param frames its frames
         * @param samples how often it was seen
         */
        public Stack {
            requireNonNull(frames, "frames");
        }
    }

    /**
     * Creates a profile.
     *
     * @param vm the id of the VM
     * @param stacks what was seen
     * @param unit what lies between two samples
     * @param interval how many of these
     * @param scripts how many scripts were sampled
     * @param result what came of the script, if the profile is of one
     */
    public StackProfile {
        requireNonNull(vm, "vm");
        stacks = List.copyOf(stacks);
        requireNonNull(unit, "unit");
        requireNonNull(result, "result");
    }

    /**
     * How often was looked.
     *
     * @return the sum of all stacks
     */
    public long samples() {
        return stacks.stream().mapToLong(Stack::samples).sum();
    }

    /**
     * The stacks as collapsed text, which tools for flame graphs read.
     *
     * @return for each stack a line: its frames, a blank, how often it was seen
     */
    public String collapsed() {
        StringBuilder text = new StringBuilder();
        stacks.forEach(stack ->
                text.append(stack.frames()).append(' ').append(stack.samples()).append('\n'));
        return text.toString();
    }
}
