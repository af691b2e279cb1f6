// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.felix.service.command.Descriptor;
import org.jspecify.annotations.Nullable;
import org.luarium.shell.internal.console.CommandConsole;
import org.luarium.shell.internal.console.SafeText;
import org.luarium.shell.internal.store.Abbreviations;
import org.luarium.shell.internal.store.ObjectReader;
import org.luarium.shell.internal.store.WorkingCopy;
import org.luarium.shell.internal.syntax.Arguments;
import org.luarium.shell.internal.syntax.Glob;
import org.luarium.shell.internal.syntax.UsageException;
import org.luarium.shell.internal.view.DerivationInfo;
import org.luarium.shell.internal.view.FileEntry;
import org.luarium.shell.internal.view.Listing;
import org.luarium.shell.internal.view.RealizationDetail;
import org.luarium.shell.internal.view.UsageReport;
import org.luarium.store.Attempt;
import org.luarium.store.Query;
import org.luarium.store.Realization;
import org.luarium.store.Ref;
import org.luarium.store.Store;
import org.luarium.vm.OutputListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The commands of scope {@code store} that look at single objects. The store opens when the first of them is used. */
@Component(
        service = StoreCommands.class,
        property = {
            "osgi.command.scope=store",
            "osgi.command.function=list",
            "osgi.command.function=show",
            "osgi.command.function=cat",
            "osgi.command.function=files",
            "osgi.command.function=usage",
            "osgi.command.function=find",
            "osgi.command.function=difference",
            "osgi.command.function=why",
            "osgi.command.function=dependents",
            "osgi.command.function=attempts",
            "osgi.command.function=link",
            "osgi.command.function=copy",
            "osgi.command.function=shell",
            "osgi.command.function=remove",
            "osgi.command.function=_references"
        })
public final class StoreCommands {
    private static final String WORDS = "as above";
    private static final int MOST_CANDIDATES = 2_000;

    private final StoreDesk desk;
    private final InstantSource clock;
    private final Abbreviations abbreviations;
    private final ObjectReader objects;

    @Activate
    public StoreCommands(@Reference StoreDesk desk) {
        this(desk, InstantSource.system());
    }

    StoreCommands(StoreDesk desk, InstantSource clock) {
        this.desk = desk;
        this.clock = clock;
        abbreviations = new Abbreviations(desk::store);
        objects = new ObjectReader(desk::store);
    }

    @Descriptor(StoreUsage.LIST)
    public @Nullable Object list(@Descriptor(WORDS) String... words) {
        return Command.run(StoreUsage.LIST, words, (arguments, console) -> {
            Query query = query(arguments.find("GLOB").orElse("*"), arguments);
            if (!arguments.flag("--derivations")) {
                return new Listing<>(Realization.class, store().find(query));
            }
            if (arguments.flag("--newer-than")) {
                throw new UsageException("--newer-than is about realizations; derivations have no time");
            }
            return new Listing<>(
                    DerivationInfo.class,
                    store().derivations().stream()
                            .filter(dref -> Glob.of(query.nameGlob()).test(dref.name()))
                            .map(this::info)
                            .toList());
        });
    }

    @Descriptor(StoreUsage.FIND)
    public @Nullable Object find(@Descriptor(WORDS) String... words) {
        return Command.run(StoreUsage.FIND, words, (arguments, console) -> {
            Query query = query(arguments.value("GLOB"), arguments);
            Optional<String> content = arguments.option("--containing");
            return new Listing<>(
                    Realization.class,
                    store().find(content.map(query::containing).orElse(query)));
        });
    }

    private Query query(String name, Arguments arguments) {
        Query query = Query.all().name(name);
        Optional<Instant> since =
                arguments.duration("--newer-than").map(age -> clock.instant().minus(age));
        return since.map(query::newerThan).orElse(query);
    }

    private DerivationInfo info(Ref.DRef dref) {
        return new DerivationInfo(
                dref,
                store().config(dref).toJson(),
                store().realizations(dref),
                store().attempts(dref).size());
    }

    @Descriptor(StoreUsage.SHOW)
    public @Nullable Object show(@Descriptor(WORDS) String... words) {
        return Command.run(StoreUsage.SHOW, words, (arguments, console) -> {
            Ref ref = abbreviations.any(arguments.value("REF"));
            if (ref instanceof Ref.RRef rref) {
                return new RealizationDetail(
                        objects.get(rref),
                        store().config(rref.dref()).toJson(),
                        store().context(rref),
                        store().dependents(rref, false).size());
            }
            return info((Ref.DRef) ref);
        });
    }

    @Descriptor(StoreUsage.CAT)
    public @Nullable Object cat(@Descriptor(WORDS) String... words) {
        return Command.run(StoreUsage.CAT, words, (arguments, console) -> {
            Ref.RRef rref = realization(arguments);
            try (CommandConsole.Stream stream = console.stream()) {
                objects.read(
                        rref, arguments.value("PATH"), bytes -> stream.output(OutputListener.Stream.STDOUT, bytes));
            }
            return null;
        });
    }

    @Descriptor(StoreUsage.FILES)
    public @Nullable Object files(@Descriptor(WORDS) String... words) {
        return Command.run(
                StoreUsage.FILES,
                words,
                (arguments, console) -> new Listing<>(FileEntry.class, objects.files(realization(arguments))));
    }

    @Descriptor(StoreUsage.USAGE)
    public @Nullable Object usage(@Descriptor(WORDS) String... words) {
        return Command.run(StoreUsage.USAGE, words, (arguments, console) -> {
            Optional<Ref.RRef> top = arguments.find("REF").map(abbreviations::realization);
            return new UsageReport(top.map(this::closureUsage).orElseGet(store()::usage));
        });
    }

    private Map<Ref.RRef, Long> closureUsage(Ref.RRef top) {
        Map<Ref.RRef, Long> sizes = new LinkedHashMap<>();
        sizes.put(top, objects.get(top).size());
        store().context(top)
                .values()
                .forEach(refs ->
                        refs.forEach(ref -> sizes.put(ref, objects.get(ref).size())));
        return sizes;
    }

    @Descriptor(StoreUsage.DIFFERENCE)
    public @Nullable Object difference(@Descriptor(WORDS) String... words) {
        return Command.run(StoreUsage.DIFFERENCE, words, (arguments, console) -> {
            String text = store().difference(
                            abbreviations.derivation(arguments.value("DERIVATION")),
                            abbreviations.derivation(arguments.value("OTHER")));
            return text.isEmpty() ? "the configurations are the same" : SafeText.lines(text.stripTrailing());
        });
    }

    @Descriptor(StoreUsage.WHY)
    public @Nullable Object why(@Descriptor(WORDS) String... words) {
        return Command.run(StoreUsage.WHY, words, (arguments, console) -> {
            Ref from = abbreviations.any(arguments.value("REF"));
            String other = arguments.value("OTHER");
            Ref to = from instanceof Ref.RRef ? abbreviations.realization(other) : abbreviations.derivation(other);
            List<Ref> chain = store().whyDepends(from, to);
            return chain.isEmpty() && !arguments.flag("--json")
                    ? from + " does not depend on " + to
                    : new Listing<>(Ref.class, chain);
        });
    }

    @Descriptor(StoreUsage.DEPENDENTS)
    public @Nullable Object dependents(@Descriptor(WORDS) String... words) {
        return Command.run(
                StoreUsage.DEPENDENTS,
                words,
                (arguments, console) -> new Listing<Ref>(
                        Ref.class,
                        new ArrayList<>(store().dependents(realization(arguments), arguments.flag("--indirect")))));
    }

    @Descriptor(StoreUsage.ATTEMPTS)
    public @Nullable Object attempts(@Descriptor(WORDS) String... words) {
        return Command.run(
                StoreUsage.ATTEMPTS,
                words,
                (arguments, console) -> new Listing<>(
                        Attempt.class, store().attempts(abbreviations.derivation(arguments.value("DERIVATION")))));
    }

    @Descriptor(StoreUsage.LINK)
    public @Nullable Object link(@Descriptor(WORDS) String... words) {
        return Command.run(StoreUsage.LINK, words, (arguments, console) -> {
            Ref.RRef rref = realization(arguments);
            return "linked "
                    + SafeText.line(store().link(rref, console.directory().resolve(arguments.value("PATH")))
                            .toString())
                    + " to " + rref;
        });
    }

    @Descriptor(StoreUsage.COPY)
    public @Nullable Object copy(@Descriptor(WORDS) String... words) {
        return Command.run(StoreUsage.COPY, words, (arguments, console) -> {
            Ref.RRef rref = realization(arguments);
            store().copy(rref, console.directory().resolve(arguments.value("PATH")));
            return "copied " + rref + " to " + SafeText.line(arguments.value("PATH"));
        });
    }

    @Descriptor(StoreUsage.SHELL)
    public @Nullable Object shell(@Descriptor(WORDS) String... words) {
        return Command.run(StoreUsage.SHELL, words, (arguments, console) -> {
            Ref.RRef rref = realization(arguments);
            if (console.terminal().filter(WorkingCopy::isOfThisJvm).isEmpty()) {
                throw new UsageException(
                        "there is no terminal that a program of this machine could use; store:copy makes a copy to work in");
            }
            try (WorkingCopy copy = WorkingCopy.of(store(), rref)) {
                if (arguments.flag("--keep-copy")) {
                    copy.keep();
                }
                int unused = copy.run(Optional.ofNullable(System.getenv("SHELL"))
                        .filter(program -> !program.isBlank())
                        .orElse("/bin/sh"));
                return arguments.flag("--keep-copy") ? "kept " + copy.folder() : null;
            }
        });
    }

    @Descriptor(StoreUsage.REMOVE)
    public @Nullable Object remove(@Descriptor(WORDS) String... words) {
        return Command.run(StoreUsage.REMOVE, words, (arguments, console) -> {
            List<Ref> refs = arguments.values("REF").stream()
                    .map(abbreviations::any)
                    .distinct()
                    .toList();
            refs.forEach(store()::remove);
            return "removed "
                    + String.join(", ", refs.stream().map(Ref::toString).toList());
        });
    }

    /** For completion; the underscore keeps it out of the shell's own suggestions. */
    @Descriptor("gives names and references")
    public List<String> _references() {
        return abbreviations.candidates(MOST_CANDIDATES);
    }

    private Ref.RRef realization(Arguments arguments) {
        return abbreviations.realization(arguments.value("REF"));
    }

    private Store store() {
        return desk.store();
    }
}
