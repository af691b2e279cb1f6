// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luarium.shell.internal.console.CommandConsole;
import org.luarium.shell.internal.syntax.Arguments;
import org.luarium.shell.internal.syntax.UsageException;
import org.luarium.shell.internal.view.Views;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.OutputListener;
import org.luarium.vm.Script;
import org.luarium.vm.StackProfile;
import org.luarium.vm.Vm;
import org.luarium.vm.VmState;

/** What {@code vm:profile} does. */
final class StackSampler {
    private static final Duration DURATION = Duration.ofSeconds(10);

    private StackSampler() {}

    /** Samples a script or what others run, and gives the profile, or says where it was written to. */
    static @Nullable Object run(Vm vm, Arguments arguments, CommandConsole console) {
        Optional<Path> file = arguments.option("--to").map(console.directory()::resolve);
        StackProfile profile = script(arguments, console)
                .map(script -> profile(vm, script, console))
                .orElseGet(() -> watch(vm, arguments, console));
        console.aside(summary(profile));
        file.ifPresent(path -> LockFile.write(path, text(profile, arguments)));
        Object shown = file.isPresent() ? null : profile;
        Optional<ExecutionResult> failed = profile.result().filter(result -> !result.success());
        if (failed.isPresent()) {
            if (shown != null && profile.samples() > 0) {
                console.line(text(profile, arguments).stripTrailing());
            }
            ScriptRunner.successful(failed.get(), console);
        }
        return shown;
    }

    private static String text(StackProfile profile, Arguments arguments) {
        return arguments.flag("--json") ? Views.json(profile) : profile.collapsed();
    }

    private static Optional<Script> script(Arguments arguments, CommandConsole console) {
        Optional<Script> code = arguments.find("CODE").map(Script::of);
        Optional<Script> file =
                arguments.option("--file").map(name -> Script.file(ScriptRunner.file(console.directory(), name)));
        if (code.isPresent() && file.isPresent()) {
            throw new UsageException("give either CODE or --file");
        }
        Optional<Script> script = code.or(() -> file);
        if (script.isPresent() && arguments.option("--duration").isPresent()) {
            throw new UsageException("--duration is for what others run; CODE and --file have --timeout");
        }
        return script.map(given -> ScriptRunner.limited(given, arguments));
    }

    private static StackProfile profile(Vm vm, Script script, CommandConsole console) {
        Script ready = console.input().map(script::withInput).orElse(script);
        try (CommandConsole.Stream output = console.stream()) {
            return vm.profile(ready.withLineBuffering(console.interactive())
                    .withOutput((stream, bytes) -> output.output(OutputListener.Stream.STDERR, bytes)));
        }
    }

    private static StackProfile watch(Vm vm, Arguments arguments, CommandConsole console) {
        if (arguments.option("--timeout").isPresent()
                || arguments.option("--cpu").isPresent()) {
            throw new UsageException(
                    "--timeout and --cpu are for CODE and --file; how long others are sampled says --duration");
        }
        if (vm.info().state() == VmState.BUSY) {
            console.aside(
                    "what VM " + vm.id() + " runs has begun already and is not sampled; what begins from now on is");
        }
        return vm.profile(arguments.duration("--duration").orElse(DURATION));
    }

    private static String summary(StackProfile profile) {
        if (profile.samples() == 0) {
            return profile.scripts() == 0
                    ? "no samples: VM " + profile.vm() + " began no script"
                    : "no samples: what VM " + profile.vm() + " ran was too short";
        }
        return String.format(
                Locale.ROOT,
                "%,d samples of %,d stacks, one every %,d %s",
                profile.samples(),
                profile.stacks().size(),
                profile.interval(),
                profile.unit() == StackProfile.Unit.INSTRUCTIONS ? "instructions" : "ms of processor time");
    }
}
