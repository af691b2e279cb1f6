// SPDX-License-Identifier: Apache-2.0
package org.luarium.commandline.internal;

import java.io.BufferedInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.luarium.LuariumException;
import org.luarium.isolate.Confinement;
import org.luarium.isolate.Limits;
import org.luarium.isolate.Profile;
import org.luarium.value.LuaValue;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.LuaError;
import org.luarium.vm.Outcome;
import org.luarium.vm.Script;
import org.luarium.vm.Vm;
import org.luarium.vm.VmConfig;
import org.luarium.vm.VmManager;

/** Does one {@code execute} or {@code run}: a VM of its own, the process's streams, an exit code. */
final class ScriptRunner {
    private final VmManager manager;
    private final Console console;

    ScriptRunner(VmManager manager, Console console) {
        this.manager = manager;
        this.console = console;
    }

    int run(Request request) {
        try {
            return request.verb().equals(Request.EXECUTE) ? execute(request) : runFile(request);
        } catch (BadOperandException e) {
            console.complain(e.getMessage());
            return Exit.USAGE;
        } catch (LuariumException | IllegalArgumentException | UnsupportedOperationException e) {
            console.complain(String.valueOf(e.getMessage()));
            return Exit.FAILED;
        }
    }

    private int execute(Request request) {
        byte[] code = request.operands().get(0);
        boolean piped = text(code).equals("-");
        Script script = Script.of(piped ? codeFromInput(request) : code);
        return run(request, script.withName(piped ? "=stdin" : "=execute"), List.of());
    }

    /** No more than the VM would take. */
    private byte[] codeFromInput(Request request) {
        int most = Confinement.of(profile(request)).limits().frameBytes();
        try {
            // Buffered, because a FileInputStream of Java 17 asks even a pipe for its position.
            byte[] code = new BufferedInputStream(console.in()).readNBytes(most + 1);
            if (code.length > most) {
                throw new BadOperandException(
                        "the code on standard input is larger than " + (most >> 20) + " MiB; put data into files");
            }
            return code;
        } catch (IOException e) {
            throw new BadOperandException("cannot read standard input: " + e.getMessage());
        }
    }

    private int runFile(Request request) {
        List<byte[]> words = request.operands();
        Path file = path("cannot run", text(words.get(0)));
        if (Files.isDirectory(file)) {
            throw new BadOperandException("cannot run " + file + ": it is a directory");
        }
        if (!Files.exists(file)) {
            throw new BadOperandException("cannot run " + file + ": there is no such file");
        }
        if (!Files.isReadable(file)) {
            throw new BadOperandException("cannot run " + file + ": permission denied");
        }
        List<byte[]> arguments = words.subList(1, words.size());
        List<LuaValue> values = new ArrayList<>();
        List<Path> readable = new ArrayList<>(List.of(file));
        for (byte[] argument : arguments) {
            values.add(LuaValue.of(argument));
            addIfFile(text(argument), readable);
        }
        return run(request, Script.file(file).withArguments(values), readable);
    }

    private int run(Request request, Script script, List<Path> readable) {
        OutputForwarder output = new OutputForwarder(console);
        try (StandardInput input = new StandardInput(console.in());
                Vm vm = manager.create(config(request, readable))) {
            Interrupt interrupt = new Interrupt(vm, input);
            if (!request.stop().compareAndSet(null, interrupt)) {
                return Exit.INTERRUPTED;
            }
            try {
                ExecutionResult result =
                        vm.execute(script.withOutput(output).withInput(input).withLineBuffering(console.terminal()));
                return output.broken() ? Exit.BROKEN_PIPE : report(result);
            } catch (LuariumException e) {
                if (output.broken()) {
                    return Exit.BROKEN_PIPE;
                }
                if (interrupt.asked()) {
                    console.complain("interrupted!");
                    return Exit.INTERRUPTED;
                }
                throw e;
            } finally {
                interrupt.scriptEnded();
            }
        }
    }

    private static VmConfig config(Request request, List<Path> readable) {
        Profile profile = profile(request);
        Confinement.Builder confinement = Confinement.builder(profile);
        readable.forEach(confinement::readable);
        request.text("sandbox")
                .ifPresent(mode -> confinement.mode(Confinement.Mode.valueOf(mode.toUpperCase(Locale.ROOT))));
        request.text("readable").ifPresent(list -> {
            for (String path : list.split(File.pathSeparator, -1)) {
                confinement.readable(readable(path));
            }
        });
        confinement.limits(limits(request, profile, Confinement.of(profile).limits().toBuilder()));
        VmConfig.Builder config = VmConfig.builder()
                .confinement(confinement.build())
                .networked(request.flag("networked"))
                .debug(request.flag("debug"))
                .replaceOnKill(false);
        request.text("engine").ifPresent(config::engine);
        request.text("environment").ifPresent(config::environment);
        return config.build();
    }

    private static Profile profile(Request request) {
        return request.text("profile")
                .map(name -> Profile.valueOf(name.toUpperCase(Locale.ROOT)))
                .orElse(Profile.STANDARD);
    }

    private static Limits limits(Request request, Profile profile, Limits.Builder limits) {
        if (!request.verb().equals(Request.EXECUTE) && profile != Profile.UNTRUSTED) {
            // A file is a program, which may take as long as it takes.
            limits.wallTime(null).cpuTime(null);
        }
        // One Lua state cannot use more processor time than wall time.
        request.duration("timeout").ifPresent(limit -> limits.wallTime(limit).cpuTime(null));
        request.bytes("memory").ifPresent(limits::memoryBytes);
        return limits.build();
    }

    private int report(ExecutionResult result) {
        if (!result.success() && result.outcome() != Outcome.EXITED) {
            LuaError error = result.error()
                    .orElseGet(() ->
                            new LuaError(result.exit().map(Object::toString).orElse("it ended"), "", LuaValue.nil()));
            console.complain(error.message() + hint(result.outcome()) + "\n" + error.traceback());
        }
        return result.exitCode();
    }

    private static String hint(Outcome outcome) {
        return switch (outcome) {
            case TIMEOUT -> "; --timeout gives it more";
            case CPU_LIMIT -> "; --timeout replaces this limit";
            case MEMORY_LIMIT -> "; --memory gives it more";
            default -> "";
        };
    }

    private static void addIfFile(String argument, List<Path> files) {
        try {
            Path file = Path.of(argument);
            if (!argument.isEmpty() && Files.isRegularFile(file)) {
                files.add(file);
            }
        } catch (InvalidPathException e) {
            // An argument need not be a path.
        }
    }

    private static Path readable(String text) {
        if (text.isEmpty()) {
            throw new BadOperandException("--readable: there is an empty path");
        }
        Path path = path("--readable: cannot give", text).toAbsolutePath().normalize();
        if (path.getNameCount() == 0) {
            throw new BadOperandException("--readable: not all files at once; profile trusted sees those of the host");
        }
        if (!Files.exists(path)) {
            throw new BadOperandException("--readable: there is no file or folder " + path);
        }
        return path;
    }

    private static Path path(String purpose, String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new BadOperandException(purpose + " '" + text
                    + "': the name cannot be used here; a UTF-8 locale may be needed, such as LC_ALL=C.UTF-8");
        }
    }

    private static String text(byte[] word) {
        return new String(word, StandardCharsets.UTF_8);
    }

    private static final class BadOperandException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BadOperandException(String message) {
            super(message);
        }

        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }
    }
}
