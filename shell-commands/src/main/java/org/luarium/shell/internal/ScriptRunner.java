// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luarium.isolate.Confinement;
import org.luarium.shell.internal.console.CommandConsole;
import org.luarium.shell.internal.syntax.Arguments;
import org.luarium.shell.internal.syntax.UsageException;
import org.luarium.shell.internal.view.Listing;
import org.luarium.value.LuaValue;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.LuaError;
import org.luarium.vm.Outcome;
import org.luarium.vm.Script;
import org.luarium.vm.Vm;

/** Runs scripts for commands: options in, output on the console, a bad end as an exception. */
final class ScriptRunner {
    private ScriptRunner() {}

    /** The script with the limits that the options ask for. */
    static Script limited(Script script, Arguments arguments) {
        Script timed = arguments.duration("--timeout").map(script::withTimeout).orElse(script);
        return arguments.duration("--cpu").map(timed::withCpuTime).orElse(timed);
    }

    static Path file(Path directory, String name) {
        Path file = directory.resolve(name);
        if (!Files.exists(file)) {
            throw new UsageException("there is no file " + file);
        }
        if (Files.isDirectory(file)) {
            throw new UsageException(file + " is a directory; give a Lua file");
        }
        if (!Files.isReadable(file)) {
            throw new UsageException(file + " may not be read; check its permissions");
        }
        return file;
    }

    /** A VM gets its files when it is created, which is easily forgotten. */
    static String hint(Vm vm, List<String> words, Path directory) {
        Confinement confinement = vm.info().config().confinement();
        if (confinement.files() == Confinement.Files.HOST || confinement.mode() == Confinement.Mode.OFF) {
            return "";
        }
        return words.stream()
                .flatMap(word -> existing(directory, word).stream())
                .filter(file -> confinement.readable().stream().noneMatch(file::startsWith))
                .findFirst()
                .map(file -> "; " + file + " was not given to this VM: vm:create has --readable")
                .orElse("");
    }

    private static Optional<Path> existing(Path directory, String word) {
        try {
            return Optional.of(directory.resolve(word).normalize()).filter(Files::isRegularFile);
        } catch (InvalidPathException e) {
            // An argument need not be a path.
            return Optional.empty();
        }
    }

    /** Gives the result if data is asked for; otherwise passes the output on as it comes and gives nothing. */
    static @Nullable Object run(Vm vm, Script script, Arguments arguments, CommandConsole console) {
        Script ready = limited(script, arguments);
        ready = console.input().map(ready::withInput).orElse(ready);
        if (arguments.flag("--result") || arguments.flag("--json")) {
            return vm.execute(ready);
        }
        print(vm, ready, console);
        return null;
    }

    /** Runs a script with its output on the console. */
    static ExecutionResult print(Vm vm, Script script, CommandConsole console) {
        ExecutionResult result;
        try (CommandConsole.Stream output = console.stream()) {
            result = vm.execute(script.withOutput(output).withLineBuffering(console.interactive()));
        }
        return successful(result, console);
    }

    /** The result, if it is a good one. */
    static ExecutionResult successful(ExecutionResult result, CommandConsole console) {
        if (!result.success()) {
            throw new CommandException(failure(result), null, traceback(result, console));
        }
        return result;
    }

    /** What a command gives for the values of a result. */
    static @Nullable Object values(ExecutionResult result) {
        return switch (result.values().size()) {
            case 0 -> null;
            case 1 -> result.value();
            default -> new Listing<>(LuaValue.class, result.values());
        };
    }

    /** Where it went wrong, for a person: the line of the exception comes before it. */
    private static String traceback(ExecutionResult result, CommandConsole console) {
        if (!console.interactive()) {
            return "";
        }
        if (result.outcome() == Outcome.LUA_ERROR) {
            return result.error()
                    .map(LuaError::traceback)
                    .filter(text -> !text.isBlank())
                    .map(console::dimmed)
                    .orElse("");
        }
        if (result.stateLost() && Thread.currentThread().isInterrupted()) {
            // After Ctrl-C the shell no longer waits for this command, so nobody prints its exception.
            console.aside(failure(result));
        }
        return "";
    }

    /** What went wrong, in one line. */
    static String failure(ExecutionResult result) {
        String outcome = result.outcome() == Outcome.LUA_ERROR
                ? ""
                : result.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' ') + ": ";
        return "VM " + result.vm() + ": " + outcome
                + result.error().map(LuaError::message).orElse("no message")
                + (result.stateLost() ? "; its globals are lost" : "");
    }
}
