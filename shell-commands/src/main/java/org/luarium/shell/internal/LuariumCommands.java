// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.jspecify.annotations.Nullable;
import org.luarium.session.SessionManager;
import org.luarium.shell.internal.benchmark.Benchmark;
import org.luarium.shell.internal.console.CommandConsole;
import org.luarium.shell.internal.view.VersionInfo;
import org.luarium.vm.VmManager;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** The commands of scope {@code luarium}. They work, and say what is missing, where nothing else does. */
@Component(
        service = LuariumCommands.class,
        property = {
            "osgi.command.scope=luarium",
            "osgi.command.function=benchmark",
            "osgi.command.function=version",
            "osgi.command.function=help",
            "osgi.command.function=_greet",
            "osgi.command.function=_declare",
            "osgi.command.function=completion",
            "osgi.command.function=_candidates"
        })
public final class LuariumCommands {
    private static final String WORDS = "as above";

    private final String version;
    private final boolean greets;
    private final Completion completion;
    private final @Nullable VmManager vms;

    @Activate
    public LuariumCommands(
            BundleContext context,
            @Reference(
                            cardinality = ReferenceCardinality.OPTIONAL,
                            policyOption = ReferencePolicyOption.GREEDY,
                            target = "(!(service.imported=*))")
                    @Nullable
                    VmManager vms,
            @Reference(
                            cardinality = ReferenceCardinality.OPTIONAL,
                            policyOption = ReferencePolicyOption.GREEDY,
                            target = "(!(service.imported=*))")
                    @Nullable
                    SessionManager sessions) {
        this(
                context.getBundle().getVersion().toString(),
                vms,
                sessions,
                !Boolean.parseBoolean(context.getProperty("luarium.bare")));
    }

    LuariumCommands(String version, @Nullable VmManager vms, @Nullable SessionManager sessions, boolean greets) {
        this.version = version;
        this.greets = greets;
        completion = new Completion(vms, sessions);
        this.vms = vms;
    }

    @Descriptor(LuariumUsage.BENCHMARK)
    public @Nullable Object benchmark(@Descriptor(WORDS) String... words) {
        return Command.run(LuariumUsage.BENCHMARK, words, (arguments, console) -> {
            if (vms == null) {
                throw new UnsupportedOperationException("no service VmManager; luarium:doctor says why");
            }
            return new Benchmark(vms, arguments.flag("--quick")).run();
        });
    }

    @Descriptor(LuariumUsage.VERSION)
    public @Nullable Object version(@Descriptor(WORDS) String... words) {
        return Command.run(LuariumUsage.VERSION, words, (arguments, console) -> VersionInfo.of(version));
    }

    @Descriptor(LuariumUsage.COMPLETION)
    public @Nullable Object completion(@Descriptor(WORDS) String... words) {
        return Command.run(LuariumUsage.COMPLETION, words, (arguments, console) -> completion.script());
    }

    @Descriptor(LuariumUsage.HELP)
    public @Nullable Object help(@Descriptor(WORDS) String... words) {
        return Command.run(
                LuariumUsage.HELP,
                words,
                (arguments, console) -> arguments.find("COMMAND").map(Help::of).orElseGet(Help::overview));
    }

    /** For the start of a shell. */
    @Descriptor("says what to try first, if somebody sits at the terminal")
    public void _greet(CommandSession session) {
        CommandConsole console = CommandConsole.of(session);
        if (greets && console.watched()) {
            console.line(Help.GREETING.formatted(version).stripTrailing());
        }
    }

    /** For the start of a shell. */
    @Descriptor("teaches a gogo.jline shell to complete these commands")
    public void _declare(CommandSession session) {
        JlineCompletions.declare(session);
    }

    /** For the script of {@code luarium:completion}; the underscore keeps it out of the shell's own suggestions. */
    @Descriptor("gives what could stand at a place of a command line")
    public List<?> _candidates(
            CommandSession session,
            @Descriptor("the command") String command,
            @Descriptor("the words of the line, the command included") List<String> words,
            @Descriptor("the place, from 0") int place)
            throws Exception {
        return completion.candidates(session, command, words, place);
    }
}
