// SPDX-License-Identifier: Apache-2.0
package org.luarium.vm;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luarium.isolate.ExitStatus;
import org.luarium.value.LuaNil;
import org.luarium.value.LuaValue;

/**
 * What came of a script: its values, its output and how it ended. Output produced before a bad end is here too. Immutable.
 */
public final class ExecutionResult {
    private final String vm;
    private final Outcome outcome;
    private final List<LuaValue> values;
    private final byte[] stdout;
    private final byte[] stderr;
    private final @Nullable LuaError error;
    private final @Nullable ExitStatus exit;
    private final boolean stateLost;
    private final Usage usage;

    private ExecutionResult(Builder builder) {
        vm = builder.vm;
        outcome = builder.outcome;
        values = builder.values;
        stdout = builder.stdout;
        stderr = builder.stderr;
        error = builder.error;
        exit = builder.exit;
        stateLost = builder.stateLost;
        usage = requireNonNull(builder.usage, "usage");
    }

    /**
     * Starts a result.
     *
     * @param vm the id of the VM
     * @param outcome how the script ended
     * @return a builder
     */
    public static Builder builder(String vm, Outcome outcome) {
        return new Builder(vm, outcome);
    }

    /**
     * The VM it ran in.
     *
     * @return its id
     */
    public String vm() {
        return vm;
    }

    /**
     * How the script ended.
     *
     * @return the outcome
     */
    public Outcome outcome() {
        return outcome;
    }

    /**
     * Whether it ran to its end.
     *
     * @return true for {@link Outcome#OK}
     */
    public boolean success() {
        return outcome == Outcome.OK;
    }

    /**
     * What the chunk returned.
     *
     * @return the values, empty unless it ran to its end
     */
    public List<LuaValue> values() {
        return values;
    }

    /**
     * The first value that the chunk returned.
     *
     * @return the value, or {@code nil}
     */
    public LuaValue value() {
        return values.isEmpty() ? LuaNil.NIL : values.get(0);
    }

    /**
     * The standard output, with the echo of returned values, decoded as UTF-8 with U+FFFD for what is not. What child processes and
     * C libraries wrote past Lua, be it to standard or error output, is here too.
     *
     * @return text as it was written, line ends included; empty if the output was streamed
     */
    public String stdout() {
        return new String(stdout, StandardCharsets.UTF_8);
    }

    /**
     * The standard output as it was written.
     *
     * @return a copy of the bytes
     */
    public byte[] stdoutBytes() {
        return stdout.clone();
    }

    /**
     * What Lua wrote to {@code io.stderr}, decoded as UTF-8 with U+FFFD for what is not. If the process ended during the script, also the
     * last that was written past Lua. Not the error itself, which is in {@link #error()}.
     *
     * @return text as it was written, empty if the output was streamed
     */
    public String stderr() {
        return new String(stderr, StandardCharsets.UTF_8);
    }

    /**
     * The error output as it was written.
     *
     * @return a copy of the bytes
     */
    public byte[] stderrBytes() {
        return stderr.clone();
    }

    /**
     * What it raised, or why it was stopped.
     *
     * @return the error, unless it ran to its end
     */
    public Optional<LuaError> error() {
        return Optional.ofNullable(error);
    }

    /**
     * How the process ended, if it did.
     *
     * @return the exit status, for EXITED, CRASHED and whatever needed a kill
     */
    public Optional<ExitStatus> exit() {
        return Optional.ofNullable(exit);
    }

    /**
     * Whether the globals of the VM are gone, because its process ended.
     *
     * @return true if the next script, where the VM goes on at all, starts from nothing
     */
    public boolean stateLost() {
        return stateLost;
    }

    /**
     * What it used.
     *
     * @return the elapsed time; processor time and memory are zero unless they were sampled
     */
    public Usage usage() {
        return usage;
    }

    /**
     * The result as a process would return it.
     *
     * @return 0 for OK, 1 for an error or something incomplete, 124 for a timeout, 130 if interrupted, 137 for a limit; for EXITED and CRASHED the exit code or
     *     128 + signal
     */
    public int exitCode() {
        return switch (outcome) {
            case OK -> 0;
            case LUA_ERROR, INCOMPLETE -> 1;
            case TIMEOUT -> 124;
            case INTERRUPTED -> 130;
            case MEMORY_LIMIT, CPU_LIMIT, OUTPUT_LIMIT -> 137;
            case EXITED, CRASHED -> exit == null ? 1 : exit.shellCode();
        };
    }

    /**
     * This result, if the script ran to its end.
     *
     * @return this
     * @throws LuaExecutionException for LUA_ERROR, INCOMPLETE and INTERRUPTED
     * @throws VmTimeoutException for TIMEOUT
     * @throws ResourceLimitException for the limits
     * @throws LuaProcessException for EXITED and CRASHED
     */
    public ExecutionResult orThrow() {
        switch (outcome) {
            case OK -> {
                return this;
            }
            case LUA_ERROR, INCOMPLETE, INTERRUPTED -> throw new LuaExecutionException(this);
            case TIMEOUT -> throw new VmTimeoutException(this);
            case MEMORY_LIMIT, CPU_LIMIT, OUTPUT_LIMIT -> throw new ResourceLimitException(this);
            default -> throw new LuaProcessException(this);
        }
    }

    @Override
    public String toString() {
        return "ExecutionResult[" + vm + " " + outcome + (error == null ? "" : ": " + error.message()) + "]";
    }

    /** Collects a result. Not thread-safe. */
    public static final class Builder {
        private static final byte[] NOTHING = {};

        private final String vm;
        private final Outcome outcome;
        private List<LuaValue> values = List.of();
        private byte[] stdout = NOTHING;
        private byte[] stderr = NOTHING;
        private @Nullable LuaError error;
        private @Nullable ExitStatus exit;
        private boolean stateLost;
        private @Nullable Usage usage;

        private Builder(String vm, Outcome outcome) {
            this.vm = requireNonNull(vm, "vm");
            this.outcome = requireNonNull(outcome, "outcome");
        }

        /**
         * Sets the returned values.
         *
         * @param list the values, copied
         * @return this builder
         */
        public Builder values(List<? extends LuaValue> list) {
            values = List.copyOf(list);
            return this;
        }

        /**
         * Sets the output.
         *
         * @param out standard output, not copied: the caller gives it away
         * @param err error output, not copied
         * @return this builder
         */
        public Builder output(byte[] out, byte[] err) {
            stdout = requireNonNull(out, "out");
            stderr = requireNonNull(err, "err");
            return this;
        }

        /**
         * Sets the error.
         *
         * @param raised what was raised
         * @return this builder
         */
        public Builder error(LuaError raised) {
            error = requireNonNull(raised, "raised");
            return this;
        }

        /**
         * Sets how the process ended.
         *
         * @param status the exit status
         * @return this builder
         */
        public Builder exit(ExitStatus status) {
            exit = requireNonNull(status, "status");
            return this;
        }

        /**
         * Sets whether the globals are gone.
         *
         * @param lost whether they are
         * @return this builder
         */
        public Builder stateLost(boolean lost) {
            stateLost = lost;
            return this;
        }

        /**
         * Sets what was used. Must be set.
         *
         * @param used time and memory
         * @return this builder
         */
        public Builder usage(Usage used) {
            usage = requireNonNull(used, "used");
            return this;
        }

        /**
         * The result.
         *
         * @return an immutable value
         */
        public ExecutionResult build() {
            return new ExecutionResult(this);
        }
    }
}
