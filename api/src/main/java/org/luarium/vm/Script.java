// SPDX-License-Identifier: Apache-2.0
package org.luarium.vm;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.luarium.value.LuaValue;

/**
 * One thing for a VM to do: run code, run a file, or call a function; with its input, its output and its limits.
 * Immutable: each {@code with…} method gives a copy.
 */
public final class Script {
    /** What a script is. */
    public enum Kind {
        /** Code given as bytes. */
        CODE,
        /** What somebody has typed at a prompt. */
        PROMPT,
        /** A file, read when it is given to a VM. */
        FILE,
        /** A call of a function that the VM knows. */
        CALL
    }

    private final Kind kind;
    private final String name;
    private final byte[] code;
    private final @Nullable Path file;
    private final List<LuaValue> arguments;
    private @Nullable Duration timeout;
    private @Nullable Duration cpuTime;
    private OptionalLong outputBytes = OptionalLong.empty();
    private @Nullable OutputListener listener;
    private @Nullable ScriptInput input;
    private boolean lineBuffered;
    private @Nullable Boolean echo;
    private String label = "";

    private Script(Kind kind, String name, byte[] code, @Nullable Path file, List<LuaValue> arguments) {
        this.kind = kind;
        this.name = requireNonNull(name, "name");
        this.code = requireNonNull(code, "code");
        this.file = file;
        this.arguments = List.copyOf(arguments);
    }

    private Script(Script other, String name, List<LuaValue> arguments) {
        this(other.kind, name, other.code, other.file, arguments);
        timeout = other.timeout;
        cpuTime = other.cpuTime;
        outputBytes = other.outputBytes;
        listener = other.listener;
        input = other.input;
        lineBuffered = other.lineBuffered;
        echo = other.echo;
        label = other.label;
    }

    /**
     * Code as text. A first line that begins with {@code #} is skipped, as {@code lua} does.
     *
     * @param code Lua source
     * @return a script
     */
    public static Script of(String code) {
        return of(code.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Code as bytes; may contain anything that Lua accepts, NUL included.
     *
     * @param code Lua source, copied
     * @return a script
     */
    public static Script of(byte[] code) {
        return new Script(Kind.CODE, "=script", code.clone(), null, List.of());
    }

    /**
     * What somebody has typed at a prompt: {@code =x} and bare expressions give their values, and what is the beginning of something ends with {@link Outcome#INCOMPLETE}. With {@linkplain
     * #withEcho(boolean) echo}, the values come as output of {@link OutputListener.Stream#VALUES} and not in the result.
     *
     * @param code Lua source, of one or more lines
     * @return a script
     */
    public static Script prompt(String code) {
        return new Script(Kind.PROMPT, "=stdin", code.getBytes(StandardCharsets.UTF_8), null, List.of());
    }

    /**
     * A file. It is read by the host at the moment it is given to a VM, so the VM needs no access to it, and bounded by
     * {@link org.luarium.isolate.Limits#frameBytes()} as all code is. The global {@code arg} is set as {@code lua} sets it, and values that the
     * chunk returns are not echoed. A file that cannot be read is a {@link ScriptFileException} of the VM's method.
     *
     * @param file the file
     * @param arguments its arguments, {@code arg[1]} and on, and {@code …} of the chunk
     * @return a script
     */
    public static Script file(Path file, String... arguments) {
        List<LuaValue> values = new ArrayList<>();
        for (String argument : arguments) {
            values.add(LuaValue.of(argument));
        }
        return new Script(Kind.FILE, "@" + file, new byte[0], file, values);
    }

    /**
     * A call of a global function or of a function in tables, such as {@code string.rep}. That there is no such function is a LUA_ERROR.
     *
     * @param function names joined by dots
     * @param arguments what it is called with
     * @return a script whose values are what the function returned
     */
    public static Script call(String function, LuaValue... arguments) {
        return new Script(Kind.CALL, "=call", function.getBytes(StandardCharsets.UTF_8), null, List.of(arguments));
    }

    /**
     * The same with another chunk name, which appears in error messages.
     *
     * @param chunkName a name in Lua's form: {@code @file}, {@code =text}, or source
     * @return a copy
     */
    public Script withName(String chunkName) {
        return new Script(this, chunkName, arguments);
    }

    /**
     * The same with other arguments.
     *
     * @param values the {@code …} of the chunk, or the arguments of the call
     * @return a copy
     */
    public Script withArguments(List<? extends LuaValue> values) {
        return new Script(this, name, List.copyOf(values));
    }

    /**
     * The same with another wall time.
     *
     * @param limit a positive duration, counted from the moment the VM begins it; a call from inside a host function has its own
     * @return a copy
     * @throws IllegalArgumentException if it is not positive
     */
    public Script withTimeout(Duration limit) {
        if (limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException("a timeout must be positive, not " + limit);
        }
        Script copy = copy();
        copy.timeout = limit;
        return copy;
    }

    /**
     * The same with another limit of processor time.
     *
     * @param limit a positive duration, sampled every 100 ms; a call from inside a host function has its own
     * @return a copy
     * @throws IllegalArgumentException if it is not positive
     */
    public Script withCpuTime(Duration limit) {
        if (limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException("a CPU time must be positive, not " + limit);
        }
        Script copy = copy();
        copy.cpuTime = limit;
        return copy;
    }

    /**
     * The same with another limit of output kept for the caller.
     *
     * @param bytes zero or more, for standard and error output together
     * @return a copy
     * @throws IllegalArgumentException if it is negative
     */
    public Script withOutputLimit(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("an output limit must not be negative: " + bytes);
        }
        Script copy = copy();
        copy.outputBytes = OptionalLong.of(bytes);
        return copy;
    }

    /**
     * The same with its output streamed. The result then holds none of it.
     *
     * @param output receives the output while the script runs
     * @return a copy
     */
    public Script withOutput(OutputListener output) {
        Script copy = copy();
        copy.listener = requireNonNull(output, "output");
        return copy;
    }

    /**
     * The same with standard input. Without it, the script reads the end of input.
     *
     * @param source asked when the script reads; a call from inside a host function reads the input of the outermost call
     * @return a copy
     */
    public Script withInput(ScriptInput source) {
        Script copy = copy();
        copy.input = requireNonNull(source, "source");
        return copy;
    }

    /**
     * The same with every write delivered at once instead of in blocks: for people who watch, at the price of speed. At a {@linkplain #prompt(String) prompt}, that holds for a thousand writes in
     * each second; what writes more goes on in blocks, and pays no price.
     *
     * @param immediately whether to deliver each write at once
     * @return a copy
     */
    public Script withLineBuffering(boolean immediately) {
        Script copy = copy();
        copy.lineBuffered = immediately;
        return copy;
    }

    /**
     * The same with or without returned values being printed to its output as Lua's own prompt prints them. Otherwise code echoes as
     * {@link VmConfig#echoValues()} says, and so does a line of a prompt; files and calls do not.
     *
     * @param values whether to print them
     * @return a copy
     */
    public Script withEcho(boolean values) {
        Script copy = copy();
        copy.echo = values;
        return copy;
    }

    /**
     * The same with a label, by which it is known again in a VM that was {@linkplain Vm#orphan() adopted} while it ran. A persistent VM begins nothing else before the future of such a script was completed and
     * what was appended to it has run, so that its end can be noted; that must be quick.
     *
     * @param text at most 200 characters
     * @return a copy
     * @throws IllegalArgumentException if it is longer
     */
    public Script withLabel(String text) {
        if (text.length() > 200) {
            throw new IllegalArgumentException("a label has at most 200 characters, not " + text.length());
        }
        Script copy = copy();
        copy.label = text;
        return copy;
    }

    private Script copy() {
        return new Script(this, name, arguments);
    }

    /**
     * What it is.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }

    /**
     * The chunk name.
     *
     * @return the name in Lua's form
     */
    public String name() {
        return name;
    }

    /**
     * The code, or the name of the function to call.
     *
     * @return a copy of the bytes; empty for a file
     */
    public byte[] code() {
        return code.clone();
    }

    /**
     * The file.
     *
     * @return its path, for a file
     */
    public Optional<Path> file() {
        return Optional.ofNullable(file);
    }

    /**
     * The arguments.
     *
     * @return an unmodifiable list
     */
    public List<LuaValue> arguments() {
        return arguments;
    }

    /**
     * The wall time.
     *
     * @return the limit, if it has its own
     */
    public Optional<Duration> timeout() {
        return Optional.ofNullable(timeout);
    }

    /**
     * The processor time.
     *
     * @return the limit, if it has its own
     */
    public Optional<Duration> cpuTime() {
        return Optional.ofNullable(cpuTime);
    }

    /**
     * The limit of output.
     *
     * @return bytes, if it has its own
     */
    public OptionalLong outputLimit() {
        return outputBytes;
    }

    /**
     * Who receives the output.
     *
     * @return the listener, if it is streamed
     */
    public Optional<OutputListener> output() {
        return Optional.ofNullable(listener);
    }

    /**
     * The standard input.
     *
     * @return the input, if there is one
     */
    public Optional<ScriptInput> input() {
        return Optional.ofNullable(input);
    }

    /**
     * Whether each write is delivered at once.
     *
     * @return true if it is
     */
    public boolean lineBuffered() {
        return lineBuffered;
    }

    /**
     * Whether returned values are printed.
     *
     * @return the choice, if it has its own
     */
    public Optional<Boolean> echo() {
        return Optional.ofNullable(echo);
    }

    /**
     * The label.
     *
     * @return the label, empty if it has none
     */
    public String label() {
        return label;
    }
}
