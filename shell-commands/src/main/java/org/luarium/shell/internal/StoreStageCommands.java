// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.jspecify.annotations.Nullable;
import org.luarium.shell.internal.console.CommandConsole;
import org.luarium.shell.internal.console.ProgressLine;
import org.luarium.shell.internal.store.Abbreviations;
import org.luarium.shell.internal.store.RealizeProgress;
import org.luarium.shell.internal.store.StageShelf;
import org.luarium.shell.internal.store.StepBoard;
import org.luarium.shell.internal.store.TypedStages;
import org.luarium.shell.internal.syntax.Arguments;
import org.luarium.shell.internal.syntax.Glob;
import org.luarium.shell.internal.syntax.UsageException;
import org.luarium.shell.internal.view.Listing;
import org.luarium.shell.internal.view.StageInfo;
import org.luarium.store.Closure;
import org.luarium.store.Realization;
import org.luarium.store.RealizeOptions;
import org.luarium.store.Realized;
import org.luarium.store.Ref;
import org.luarium.store.Stage;
import org.luarium.store.Store;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The commands of scope {@code store} that realize stages, typed ones and those that bundles publish. */
@Component(
        service = StoreStageCommands.class,
        property = {
            "osgi.command.scope=store",
            "osgi.command.function=stages",
            "osgi.command.function=fetch",
            "osgi.command.function=local",
            "osgi.command.function=node",
            "osgi.command.function=unpack",
            "osgi.command.function=define",
            "osgi.command.function=realize",
            "osgi.command.function=step"
        })
public final class StoreStageCommands {
    private static final String WORDS = "as above";

    private final StoreDesk desk;
    private final Abbreviations abbreviations;
    private final StageShelf shelf;
    private final StepBoard steps;

    @Activate
    public StoreStageCommands(@Reference StoreDesk desk) {
        this.desk = desk;
        shelf = desk.shelf();
        steps = desk.steps();
        abbreviations = new Abbreviations(desk::store);
    }

    @Descriptor(StoreStageUsage.STAGES)
    public @Nullable Object stages(@Descriptor(WORDS) String... words) {
        return Command.run(
                StoreStageUsage.STAGES,
                words,
                (arguments, console) -> new Listing<>(
                        StageInfo.class,
                        shelf.list().stream()
                                .filter(Glob.of(arguments, StageInfo::name))
                                .toList()));
    }

    @Descriptor(StoreStageUsage.FETCH)
    public @Nullable Object fetch(@Descriptor(WORDS) String... words) {
        return typed(StoreStageUsage.FETCH, words, (arguments, console) -> typing().fetch(arguments));
    }

    @Descriptor(StoreStageUsage.LOCAL)
    public @Nullable Object local(@Descriptor(WORDS) String... words) {
        return typed(
                StoreStageUsage.LOCAL,
                words,
                (arguments, console) ->
                        typing().local(ScriptRunner.file(console.directory(), arguments.value("FILE"))));
    }

    @Descriptor(StoreStageUsage.NODE)
    public @Nullable Object node(@Descriptor(WORDS) String... words) {
        return typed(StoreStageUsage.NODE, words, (arguments, console) -> typing().node(arguments));
    }

    @Descriptor(StoreStageUsage.UNPACK)
    public @Nullable Object unpack(@Descriptor(WORDS) String... words) {
        return typed(StoreStageUsage.UNPACK, words, (arguments, console) -> typing().unpack(arguments));
    }

    private TypedStages typing() {
        return new TypedStages(store().stages(), shelf);
    }

    /** Realizes a stage that is made of the words, and keeps it under its name. */
    private @Nullable Object typed(
            String usage, String[] words, BiFunction<Arguments, CommandConsole, Stage<Ref.DRef>> make) {
        return Command.run(usage, words, (arguments, console) -> {
            Stage<Ref.DRef> stage = make.apply(arguments, console);
            Closure<Ref.DRef> closure = store().instantiate(stage);
            Realization realization =
                    realize(closure, RealizeOptions.builder(), console).one();
            shelf.keep(closure.result(), stage);
            return realization;
        });
    }

    private <R> Realized<R> realize(Closure<R> closure, RealizeOptions.Builder options, CommandConsole console) {
        try (ProgressLine line = console.progress()) {
            return store().realize(
                            closure, options.listener(new RealizeProgress(line)).build());
        }
    }

    @Descriptor(StoreStageUsage.DEFINE)
    public @Nullable Object define(@Descriptor(WORDS) String... words) {
        return Command.run(StoreStageUsage.DEFINE, words, (arguments, console) -> {
            Stage<Ref.DRef> stage = typing().define(arguments);
            Ref.DRef dref = store().instantiate(stage).result();
            shelf.keep(dref, stage);
            return dref;
        });
    }

    @Descriptor(StoreStageUsage.REALIZE)
    public @Nullable Object realize(@Descriptor(WORDS) String... words) {
        return Command.run(StoreStageUsage.REALIZE, words, (arguments, console) -> {
            Realized<?> realized =
                    realize(store().instantiate(shelf.get(arguments.value("STAGE"))), options(arguments), console);
            if (arguments.flag("--dry-run")) {
                return realized.built().isEmpty() && !arguments.flag("--json")
                        ? "nothing would be built"
                        : new Listing<Ref>(Ref.class, new ArrayList<>(realized.built()));
            }
            return result(realized, console);
        });
    }

    private static RealizeOptions.Builder options(Arguments arguments) {
        RealizeOptions.Builder options = RealizeOptions.builder();
        arguments.number("--jobs", 1).ifPresent(options::jobs);
        if (arguments.flag("--force")) {
            options.forceTargets();
        }
        if (arguments.flag("--assert")) {
            options.assertTargets();
        }
        if (arguments.flag("--dry-run")) {
            options.dryRun();
        }
        if (arguments.flag("--keep-going")) {
            options.keepGoing();
        }
        if (arguments.flag("--no-substitutes")) {
            options.withoutSubstitutes();
        }
        return options;
    }

    /** One realization as it is, several as a list; failures, of which there are some only if it was to keep going, at last. */
    private static Object result(Realized<?> realized, CommandConsole console) {
        List<Realization> all = realized.targets().stream()
                .filter(target -> !realized.failures().containsKey(target))
                .flatMap(target -> realized.all(target).stream())
                .toList();
        if (realized.failures().isEmpty()) {
            return all.size() == 1 ? all.get(0) : new Listing<>(Realization.class, all);
        }
        all.forEach(realization -> console.line(realization.ref().toString()));
        List<Realized.Failure> roots = realized.failures().values().stream()
                .filter(Realized.Failure::isRoot)
                .toList();
        roots.forEach(failure -> console.aside(String.valueOf(failure.cause().getMessage())));
        throw new UsageException(roots.size() + (roots.size() == 1 ? " build failed, " : " builds failed, ")
                + (realized.failures().size() - roots.size()) + " were not tried, " + all.size()
                + " realizations are there; store:attempts shows the logs");
    }

    @Descriptor(StoreStageUsage.STEP)
    public @Nullable Object step(@Descriptor(WORDS) String... words) {
        return Command.run(StoreStageUsage.STEP, words, (arguments, console) -> {
            CommandSession shell = requireNonNull(CommandSession.Utils.current(), "a session");
            List<String> more = arguments.values("ARG");
            String word = arguments.find("STAGE").orElse("status");
            if (!more.isEmpty() && !word.equals("continue") && !word.equals("use")) {
                throw new UsageException("'" + more.get(0) + "' is one word too many for " + word);
            }
            try (ProgressLine line = console.progress()) {
                return switch (word) {
                    case "status" -> steps.status(shell);
                    case "next" -> steps.next(shell, line);
                    case "folder" -> steps.folder(shell).toString();
                    case "continue" ->
                        steps.supply(
                                shell,
                                more.stream().map(console.directory()::resolve).toList(),
                                line);
                    case "use" -> steps.use(shell, abbreviations.realizations(more), line);
                    case "cancel" -> steps.cancel(shell);
                    default ->
                        steps.begin(
                                shell,
                                store(),
                                word,
                                store().instantiate(shelf.get(word)),
                                arguments.list("--at"),
                                line);
                };
            }
        });
    }

    private Store store() {
        return desk.store();
    }
}
