// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.felix.service.command.Descriptor;
import org.jspecify.annotations.Nullable;
import org.luarium.shell.internal.console.CommandConsole;
import org.luarium.shell.internal.syntax.Arguments;
import org.luarium.shell.internal.syntax.Glob;
import org.luarium.shell.internal.syntax.UsageException;
import org.luarium.shell.internal.view.Listing;
import org.luarium.value.LuaValue;
import org.luarium.vm.EngineInfo;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.Script;
import org.luarium.vm.Vm;
import org.luarium.vm.VmConfig;
import org.luarium.vm.VmInfo;
import org.luarium.vm.VmManager;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The commands of scope {@code vm}.
 *
 * <p>Gogo would match words to method parameters itself, but answers a mistake with the signatures of the methods. So every command takes its words
 * as they are. Nor do they take the session, since Gogo hands a first word {@code null} over in its place.
 */
@Component(
        service = VmCommands.class,
        property = {
            "osgi.command.scope=vm",
            "osgi.command.function=create",
            "osgi.command.function=list",
            "osgi.command.function=info",
            "osgi.command.function=execute",
            "osgi.command.function=run",
            "osgi.command.function=profile",
            "osgi.command.function=call",
            "osgi.command.function=interrupt",
            "osgi.command.function=reset",
            "osgi.command.function=remove",
            "osgi.command.function=fork",
            "osgi.command.function=debug",
            "osgi.command.function=engines",
            "osgi.command.function=statistics",
            "osgi.command.function=cluster",
            "osgi.command.function=broadcast"
        })
public final class VmCommands {
    private static final String WORDS = "as above";

    private final VmManager manager;

    /** Commands act on the VMs of this JVM, not on those of a manager that remote services brought in. */
    @Activate
    public VmCommands(@Reference(target = "(!(service.imported=*))") VmManager manager) {
        this.manager = manager;
    }

    @Descriptor(VmUsage.CREATE)
    public @Nullable Object create(@Descriptor(WORDS) String... words) {
        return Command.run(
                VmUsage.CREATE,
                words,
                (arguments, console) -> manager.create(VmSettings.of(
                                arguments.find("ID").orElse(VmConfig.DEFAULT_ID), arguments, console.directory()))
                        .info());
    }

    @Descriptor(VmUsage.LIST)
    public @Nullable Object list(@Descriptor(WORDS) String... words) {
        return Command.run(VmUsage.LIST, words, (arguments, console) -> {
            Predicate<String> wanted = Glob.of(arguments.find("GLOB").orElse("*"));
            return new Listing<>(
                    VmInfo.class,
                    manager.list().stream().filter(vm -> wanted.test(vm.id())).toList());
        });
    }

    @Descriptor(VmUsage.INFO)
    public @Nullable Object info(@Descriptor(WORDS) String... words) {
        return Command.run(
                VmUsage.INFO, words, (arguments, console) -> vm(arguments).info());
    }

    @Descriptor(VmUsage.EXECUTE)
    public @Nullable Object execute(@Descriptor(WORDS) String... words) {
        return Command.run(
                VmUsage.EXECUTE,
                words,
                (arguments, console) ->
                        ScriptRunner.run(vm(arguments), Script.of(arguments.value("CODE")), arguments, console));
    }

    @Descriptor(VmUsage.RUN)
    public @Nullable Object run(@Descriptor(WORDS) String... words) {
        return Command.run(VmUsage.RUN, words, (arguments, console) -> {
            Vm vm = vm(arguments);
            List<String> given = arguments.values("ARG");
            Script script = Script.file(
                    ScriptRunner.file(console.directory(), arguments.value("FILE")), given.toArray(String[]::new));
            try {
                return ScriptRunner.run(vm, script, arguments, console);
            } catch (CommandException e) {
                throw new CommandException(
                        e.getMessage() + ScriptRunner.hint(vm, given, console.directory()), e.getCause());
            }
        });
    }

    @Descriptor(VmUsage.PROFILE)
    public @Nullable Object profile(@Descriptor(WORDS) String... words) {
        return Command.run(
                VmUsage.PROFILE, words, (arguments, console) -> StackSampler.run(vm(arguments), arguments, console));
    }

    @Descriptor(VmUsage.CALL)
    public @Nullable Object call(@Descriptor(WORDS) String... words) {
        return Command.run(VmUsage.CALL, words, this::call);
    }

    @Descriptor(VmUsage.INTERRUPT)
    public @Nullable Object interrupt(@Descriptor(WORDS) String... words) {
        return Command.run(VmUsage.INTERRUPT, words, (arguments, console) -> {
            Vm vm = vm(arguments);
            return vm.interrupt() ? "interrupted " + vm.id() : "nothing was running in " + vm.id();
        });
    }

    @Descriptor(VmUsage.RESET)
    public @Nullable Object reset(@Descriptor(WORDS) String... words) {
        return Command.run(VmUsage.RESET, words, (arguments, console) -> {
            Vm vm = vm(arguments);
            vm.reset();
            return vm.info();
        });
    }

    @Descriptor(VmUsage.REMOVE)
    public @Nullable Object remove(@Descriptor(WORDS) String... words) {
        return Command.run(VmUsage.REMOVE, words, (arguments, console) -> {
            Set<String> ids = Ids.of(
                    arguments.values("ID"),
                    id -> manager.get(VmConfig.checkId(id)).id(),
                    () -> manager.list().stream().map(VmInfo::id),
                    "vm:list");
            ids.forEach(id -> manager.find(id).ifPresent(Vm::close));
            return "removed " + String.join(", ", ids);
        });
    }

    @Descriptor(VmUsage.FORK)
    public @Nullable Object fork(@Descriptor(WORDS) String... words) {
        return Command.run(
                VmUsage.FORK,
                words,
                (arguments, console) -> vm(arguments)
                        .fork(VmConfig.checkId(arguments.value("NEWID")))
                        .info());
    }

    @Descriptor(VmUsage.DEBUG)
    public @Nullable Object debug(@Descriptor(WORDS) String... words) {
        return Command.run(VmUsage.DEBUG, words, (arguments, console) -> {
            Vm vm = vm(arguments);
            String state = arguments.value("STATE").toLowerCase(Locale.ROOT);
            if (!state.equals("on") && !state.equals("off")) {
                throw new UsageException("'" + state + "' is neither on nor off");
            }
            vm.debug(state.equals("on"));
            return "debug log of " + vm.id() + " is " + state;
        });
    }

    @Descriptor(VmUsage.ENGINES)
    public @Nullable Object engines(@Descriptor(WORDS) String... words) {
        return Command.run(
                VmUsage.ENGINES, words, (arguments, console) -> new Listing<>(EngineInfo.class, manager.engines()));
    }

    @Descriptor(VmUsage.STATISTICS)
    public @Nullable Object statistics(@Descriptor(WORDS) String... words) {
        return Command.run(VmUsage.STATISTICS, words, (arguments, console) -> manager.statistics());
    }

    @Descriptor(VmUsage.CLUSTER)
    public @Nullable Object cluster(@Descriptor(WORDS) String... words) {
        return Command.run(VmUsage.CLUSTER, words, (arguments, console) -> {
            String name = VmConfig.checkId(arguments.value("NAME"));
            VmConfig template = VmSettings.of(name, arguments, console.directory());
            return new Listing<>(
                    VmInfo.class,
                    manager.createCluster(name, VmSettings.count(arguments), template).vms().stream()
                            .map(Vm::info)
                            .toList());
        });
    }

    @Descriptor(VmUsage.BROADCAST)
    public @Nullable Object broadcast(@Descriptor(WORDS) String... words) {
        return Command.run(VmUsage.BROADCAST, words, (arguments, console) -> {
            String glob = arguments.value("GLOB");
            Script script = ScriptRunner.limited(Script.of(arguments.value("CODE")), arguments);
            Map<String, ExecutionResult> results = manager.broadcast(glob, script);
            if (results.isEmpty()) {
                throw Ids.noMatch(glob, "vm:list");
            }
            return new Listing<>(ExecutionResult.class, List.copyOf(results.values()));
        });
    }

    private @Nullable Object call(Arguments arguments, CommandConsole console) {
        List<LuaValue> values = arguments.values("ARG").stream()
                .map(arguments.flag("--text") ? LuaValue::of : LuaLiterals::value)
                .toList();
        Script script = Script.call(arguments.value("FUNCTION"), values.toArray(LuaValue[]::new));
        return ScriptRunner.values(ScriptRunner.print(vm(arguments), ScriptRunner.limited(script, arguments), console));
    }

    private Vm vm(Arguments arguments) {
        return manager.get(VmConfig.checkId(arguments.value("ID")));
    }
}
