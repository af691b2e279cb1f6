// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.felix.service.command.Descriptor;
import org.jspecify.annotations.Nullable;
import org.luarium.extension.Extension;
import org.luarium.extension.ExtensionInfo;
import org.luarium.extension.ExtensionManager;
import org.luarium.isolate.Diagnosis;
import org.luarium.shell.internal.console.CommandConsole;
import org.luarium.shell.internal.syntax.Arguments;
import org.luarium.shell.internal.syntax.Glob;
import org.luarium.shell.internal.view.ExtensionDetail;
import org.luarium.shell.internal.view.ExtensionMethodUse;
import org.luarium.shell.internal.view.ExtensionUse;
import org.luarium.shell.internal.view.Listing;
import org.luarium.value.LuaValue;
import org.luarium.vm.OutputListener;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.ComponentServiceObjects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** The commands of scope {@code extension}. What they load lives until somebody removes it, or this bundle stops. */
@Component(
        service = ExtensionCommands.class,
        immediate = true,
        property = {
            "osgi.command.scope=extension",
            "osgi.command.function=load",
            "osgi.command.function=list",
            "osgi.command.function=info",
            "osgi.command.function=call",
            "osgi.command.function=reload",
            "osgi.command.function=debug",
            "osgi.command.function=stop",
            "osgi.command.function=remove",
            "osgi.command.function=top",
            "osgi.command.function=log",
            "osgi.command.function=doctor",
            "osgi.command.function=_names",
            "osgi.command.function=_methods"
        })
public final class ExtensionCommands {
    private static final String WORDS = "as above";

    private final KeptService<ExtensionManager> manager;
    private final HostTypes types;
    private final Debugging debugging = new Debugging();

    /** Commands act on the extensions of this container, not on those of one that remote services brought in. */
    @Activate
    public ExtensionCommands(
            BundleContext context,
            @Reference(target = "(!(service.imported=*))") ComponentServiceObjects<ExtensionManager> managers) {
        manager = new KeptService<>("ExtensionManager", managers);
        types = new HostTypes(context);
    }

    ExtensionCommands(BundleContext context, ExtensionManager manager) {
        this.manager = new KeptService<>(manager);
        types = new HostTypes(context);
    }

    /** Lets go of the manager, and so ends what these commands have loaded. */
    @Deactivate
    public void deactivate() {
        manager.close();
    }

    @Descriptor(ExtensionUsage.LOAD)
    public @Nullable Object load(@Descriptor(WORDS) String... words) {
        return Command.run(ExtensionUsage.LOAD, words, (arguments, console) -> {
            ExtensionSettings settings = new ExtensionSettings(arguments, console.directory(), types);
            Optional<Path> descriptor = settings.descriptor();
            return (descriptor.isPresent()
                            ? manager.get().load(descriptor.get())
                            : manager.get().load(settings.spec()))
                    .info();
        });
    }

    @Descriptor(ExtensionUsage.LIST)
    public @Nullable Object list(@Descriptor(WORDS) String... words) {
        return Command.run(
                ExtensionUsage.LIST,
                words,
                (arguments, console) -> new Listing<>(
                        ExtensionInfo.class,
                        wanted(arguments).map(Extension::info).toList()));
    }

    @Descriptor(ExtensionUsage.INFO)
    public @Nullable Object info(@Descriptor(WORDS) String... words) {
        return Command.run(
                ExtensionUsage.INFO, words, (arguments, console) -> ExtensionDetail.of(extension(arguments)));
    }

    @Descriptor(ExtensionUsage.CALL)
    public @Nullable Object call(@Descriptor(WORDS) String... words) {
        return Command.run(ExtensionUsage.CALL, words, (arguments, console) -> {
            Object[] values = arguments.values("ARG").stream()
                    .map(word -> arguments.flag("--text") ? word : DataLiterals.value(word))
                    .toArray();
            return LuaValue.from(extension(arguments).invoke(arguments.value("METHOD"), values));
        });
    }

    @Descriptor(ExtensionUsage.RELOAD)
    public @Nullable Object reload(@Descriptor(WORDS) String... words) {
        return Command.run(ExtensionUsage.RELOAD, words, (arguments, console) -> {
            Extension extension = extension(arguments);
            extension.reload();
            return extension.info();
        });
    }

    @Descriptor(ExtensionUsage.DEBUG)
    public @Nullable Object debug(@Descriptor(WORDS) String... words) {
        return Command.run(
                ExtensionUsage.DEBUG,
                words,
                (arguments, console) ->
                        debugging.debug(extension(arguments), arguments.number("--port", 1), arguments.flag("--off")));
    }

    @Descriptor(ExtensionUsage.STOP)
    public @Nullable Object stop(@Descriptor(WORDS) String... words) {
        return Command.run(ExtensionUsage.STOP, words, (arguments, console) -> {
            Set<String> names = names(arguments);
            names.forEach(name -> manager.get().find(name).ifPresent(Extension::stop));
            return "stopped " + String.join(", ", names);
        });
    }

    @Descriptor(ExtensionUsage.REMOVE)
    public @Nullable Object remove(@Descriptor(WORDS) String... words) {
        return Command.run(ExtensionUsage.REMOVE, words, (arguments, console) -> {
            Set<String> names = names(arguments);
            names.forEach(name -> manager.get().find(name).ifPresent(Extension::close));
            return "removed " + String.join(", ", names);
        });
    }

    @Descriptor(ExtensionUsage.TOP)
    public @Nullable Object top(@Descriptor(WORDS) String... words) {
        return Command.run(
                ExtensionUsage.TOP,
                words,
                (arguments, console) -> arguments.flag("--methods")
                        ? new Listing<>(
                                ExtensionMethodUse.class,
                                wanted(arguments)
                                        .flatMap(extension -> extension.statistics().stream()
                                                .map(method -> new ExtensionMethodUse(extension.name(), method)))
                                        .toList())
                        : new Listing<>(
                                ExtensionUse.class,
                                wanted(arguments).map(ExtensionUse::of).toList()));
    }

    @Descriptor(ExtensionUsage.LOG)
    public @Nullable Object log(@Descriptor(WORDS) String... words) {
        return Command.run(ExtensionUsage.LOG, words, (arguments, console) -> {
            try (CommandConsole.Stream output = console.stream()) {
                output.output(
                        OutputListener.Stream.STDOUT,
                        extension(arguments).output().getBytes(StandardCharsets.UTF_8));
            }
            return null;
        });
    }

    @Descriptor(ExtensionUsage.DOCTOR)
    public @Nullable Object doctor(@Descriptor(WORDS) String... words) {
        return Command.run(
                ExtensionUsage.DOCTOR,
                words,
                (arguments, console) ->
                        new Listing<>(Diagnosis.class, manager.get().diagnose()));
    }

    /** For completion; the underscore keeps it out of the shell's own suggestions. */
    @Descriptor("gives the names of extensions")
    public List<String> _names() {
        return manager.get().list().stream().map(Extension::name).toList();
    }

    /** For completion. */
    @Descriptor("gives the methods of an extension")
    public List<String> _methods(@Descriptor("its name") String name) {
        return manager.get().find(name).map(Extension::methods).orElse(List.of()).stream()
                .map(method -> method.replaceFirst("\\(.*", ""))
                .distinct()
                .toList();
    }

    private Extension extension(Arguments arguments) {
        return manager.get().get(arguments.value("NAME"));
    }

    private Stream<Extension> wanted(Arguments arguments) {
        Predicate<String> wanted = Glob.of(arguments.find("GLOB").orElse("*"));
        return manager.get().list().stream().filter(extension -> wanted.test(extension.name()));
    }

    private Set<String> names(Arguments arguments) {
        return Ids.of(
                arguments.values("NAME"),
                name -> manager.get().get(name).name(),
                () -> manager.get().list().stream().map(Extension::name),
                "extension:list");
    }
}
