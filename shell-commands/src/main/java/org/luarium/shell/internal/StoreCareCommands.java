// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.felix.service.command.Descriptor;
import org.jspecify.annotations.Nullable;
import org.luarium.shell.internal.console.CommandConsole;
import org.luarium.shell.internal.console.ProgressLine;
import org.luarium.shell.internal.store.Abbreviations;
import org.luarium.shell.internal.store.ArchiveFile;
import org.luarium.shell.internal.store.TrustedKeys;
import org.luarium.shell.internal.store.TypedStages;
import org.luarium.shell.internal.syntax.Arguments;
import org.luarium.shell.internal.syntax.Quantities;
import org.luarium.shell.internal.syntax.UsageException;
import org.luarium.shell.internal.view.Listing;
import org.luarium.shell.internal.view.ProfileInfo;
import org.luarium.shell.internal.view.RootEntry;
import org.luarium.shell.internal.view.Views;
import org.luarium.store.CollectOptions;
import org.luarium.store.Generation;
import org.luarium.store.Profile;
import org.luarium.store.Ref;
import org.luarium.store.Retention;
import org.luarium.store.Store;
import org.luarium.store.Trust;
import org.luarium.store.VerifyOptions;
import org.luarium.store.VerifyReport;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The commands of scope {@code store} that keep, check, collect and exchange objects. */
@Component(
        service = StoreCareCommands.class,
        property = {
            "osgi.command.scope=store",
            "osgi.command.function=verify",
            "osgi.command.function=collect",
            "osgi.command.function=export",
            "osgi.command.function=import",
            "osgi.command.function=publish",
            "osgi.command.function=root",
            "osgi.command.function=profile",
            "osgi.command.function=_profiles"
        })
public final class StoreCareCommands {
    private static final String WORDS = "as above";

    private final StoreDesk desk;
    private final Abbreviations abbreviations;

    @Activate
    public StoreCareCommands(@Reference StoreDesk desk) {
        this.desk = desk;
        abbreviations = new Abbreviations(desk::store);
    }

    @Descriptor(StoreCareUsage.VERIFY)
    public @Nullable Object verify(@Descriptor(WORDS) String... words) {
        return Command.run(StoreCareUsage.VERIFY, words, (arguments, console) -> {
            List<Ref.RRef> refs = abbreviations.realizations(arguments.values("REF"));
            VerifyReport report;
            try (ProgressLine line = console.progress()) {
                VerifyOptions options = VerifyOptions.all()
                        .only(refs)
                        .reportingTo(bytes -> line.show("verified " + Quantities.text(bytes)));
                report = store().verify(arguments.flag("--repair") ? options.repairing() : options);
            }
            if (report.isGood() || arguments.flag("--json")) {
                return report;
            }
            Views.detail(report).ifPresent(console::line);
            long wrong = report.problems().stream()
                    .filter(problem -> !problem.repaired())
                    .map(VerifyReport.Problem::ref)
                    .distinct()
                    .count();
            throw new UsageException(wrong + " of " + report.objects() + " objects are not what they were; "
                    + (arguments.flag("--repair")
                            ? "no binary cache has them; remove them and realize them again"
                            : "store:verify --repair fetches them from a binary cache"));
        });
    }

    @Descriptor(StoreCareUsage.COLLECT)
    public @Nullable Object collect(@Descriptor(WORDS) String... words) {
        return Command.run(StoreCareUsage.COLLECT, words, (arguments, console) -> {
            List<Ref> keep =
                    arguments.values("REF").stream().map(abbreviations::any).toList();
            CollectOptions options = CollectOptions.all().keeping(keep);
            options = arguments.duration("--older-than").map(options::olderThan).orElse(options);
            options = arguments.size("--free").map(options::freeing).orElse(options);
            options = arguments
                    .option("--keep-links")
                    .map(folder -> List.of(console.directory().resolve(folder)))
                    .map(options::keepingLinksIn)
                    .orElse(options);
            try (ProgressLine line = console.progress()) {
                line.show(arguments.flag("--dry-run") ? "looking for what nobody keeps" : "removing what nobody keeps");
                return store().collect(arguments.flag("--dry-run") ? options.dryRunning() : options);
            }
        });
    }

    @Descriptor(StoreCareUsage.EXPORT)
    public @Nullable Object export(@Descriptor(WORDS) String... words) {
        return Command.run(StoreCareUsage.EXPORT, words, (arguments, console) -> {
            List<Ref.RRef> refs = abbreviations.realizations(arguments.values("REF"));
            Path file = path("FILE", arguments, console);
            try (ProgressLine line = console.progress()) {
                long bytes = ArchiveFile.write(
                        file,
                        out -> store().exportTo(refs, out),
                        written -> line.show("exported " + Quantities.text(written)));
                return "exported " + refs.size() + (refs.size() == 1 ? " realization" : " realizations")
                        + " with everything that they were made of, " + Quantities.text(bytes);
            }
        });
    }

    @Descriptor(StoreCareUsage.IMPORT)
    public @Nullable Object _import(@Descriptor(WORDS) String... words) {
        return Command.run(StoreCareUsage.IMPORT, words, (arguments, console) -> {
            Path file = ScriptRunner.file(console.directory(), arguments.value("FILE"));
            Trust trust = arguments.flag("--trust-anybody")
                    ? Trust.anybody()
                    : Trust.in(TrustedKeys.of(arguments.list("--trust")));
            try (ProgressLine line = console.progress()) {
                Set<Ref.RRef> refs = ArchiveFile.read(
                        file,
                        in -> store().importFrom(in, trust),
                        (done, all) -> line.show("imported " + Quantities.text(done) + " of " + Quantities.text(all)));
                return new Listing<Ref>(Ref.class, new ArrayList<>(refs));
            }
        });
    }

    @Descriptor(StoreCareUsage.PUBLISH)
    public @Nullable Object publish(@Descriptor(WORDS) String... words) {
        return Command.run(StoreCareUsage.PUBLISH, words, (arguments, console) -> {
            List<Ref.RRef> refs = abbreviations.realizations(arguments.values("REF"));
            int count = store().publish(refs, path("FOLDER", arguments, console));
            return count == 0 ? "everything was published before" : "published " + count + " new objects";
        });
    }

    @Descriptor(StoreCareUsage.ROOT)
    public @Nullable Object root(@Descriptor(WORDS) String... words) {
        return Command.run(StoreCareUsage.ROOT, words, (arguments, console) -> {
            String action = arguments.find("ACTION").orElse("list");
            return switch (action) {
                case "list" -> {
                    only(action, 0, arguments);
                    yield new Listing<>(
                            RootEntry.class,
                            store().roots().entrySet().stream()
                                    .map(root -> new RootEntry(root.getKey(), root.getValue()))
                                    .toList());
                }
                case "add" -> {
                    Ref.RRef rref = abbreviations.realization(
                            arguments.find("REF").orElseThrow(() -> missing("REF", "store:root add NAME REF")));
                    store().addRoot(arguments.value("NAME"), rref);
                    yield "root " + arguments.value("NAME") + " keeps " + rref;
                }
                case "remove" -> {
                    only(action, 1, arguments);
                    String name = name(arguments, "store:root remove NAME");
                    if (!store().removeRoot(name)) {
                        throw new UsageException("there is no root '" + name + "'; store:root shows those that exist");
                    }
                    yield "removed root " + name;
                }
                default -> throw unknown(action, "list, add and remove");
            };
        });
    }

    @Descriptor(StoreCareUsage.PROFILE)
    public @Nullable Object profile(@Descriptor(WORDS) String... words) {
        return Command.run(StoreCareUsage.PROFILE, words, (arguments, console) -> {
            String action = arguments.find("ACTION").orElse("list");
            if (arguments.flag("--note") && !action.equals("commit")) {
                throw new UsageException("--note belongs to commit");
            }
            return switch (action) {
                case "list" ->
                    new Listing<>(
                            ProfileInfo.class,
                            store().profiles().stream()
                                    .map(store()::profile)
                                    .map(StoreCareCommands::info)
                                    .toList());
                case "show" ->
                    new Listing<>(Generation.class, existing(arguments).generations());
                case "commit" -> commit(arguments);
                case "rollback" -> existing(arguments).rollback();
                case "switch" -> existing(arguments).switchTo(number(arguments, 1));
                case "prune" ->
                    new Listing<>(Generation.class, existing(arguments).prune(Retention.ofLast(number(arguments, 0))));
                case "remove" -> {
                    String name = existing(arguments).name();
                    boolean unused = store().removeProfile(name);
                    yield "removed profile " + name;
                }
                default -> throw unknown(action, "list, show, commit, rollback, switch, prune and remove");
            };
        });
    }

    private Generation commit(Arguments arguments) {
        Map<String, Ref.RRef> entries = new TreeMap<>();
        TypedStages.pairs(arguments.values("ENTRY"), "tool=tool-1")
                .forEach((key, word) -> entries.put(key, abbreviations.realization(word)));
        if (entries.isEmpty()) {
            throw missing("ENTRY", "store:profile commit NAME KEY=REF");
        }
        return store().profile(name(arguments, "store:profile commit NAME KEY=REF"))
                .commit(entries, arguments.option("--note").orElse(""));
    }

    private static ProfileInfo info(Profile profile) {
        return new ProfileInfo(
                profile.name(),
                profile.current().map(Generation::number),
                profile.generations().size());
    }

    private Profile existing(Arguments arguments) {
        String name = name(arguments, "store:profile " + arguments.value("ACTION") + " NAME");
        if (!store().profiles().contains(name)) {
            throw new UsageException("there is no profile '" + name + "'; store:profile shows those that exist");
        }
        return store().profile(name);
    }

    private static int number(Arguments arguments, int least) {
        String text = arguments
                .find("ENTRY")
                .orElseThrow(
                        () -> missing("the number", "store:profile " + arguments.value("ACTION") + " NAME NUMBER"));
        return Quantities.number(text, least, Integer.MAX_VALUE);
    }

    private static String name(Arguments arguments, String usage) {
        return arguments.find("NAME").orElseThrow(() -> missing("NAME", usage));
    }

    private static void only(String action, int most, Arguments arguments) {
        Optional<String> surplus = most == 0 ? arguments.find("NAME") : arguments.find("REF");
        surplus.ifPresent(word -> {
            throw new UsageException("'" + word + "' is one word too many for " + action);
        });
    }

    private static UsageException missing(String what, String usage) {
        return new UsageException(what + " is missing; usage: " + usage);
    }

    private static UsageException unknown(String action, String actions) {
        return new UsageException("there is no action '" + action + "'; there are " + actions);
    }

    private static Path path(String parameter, Arguments arguments, CommandConsole console) {
        return console.directory().resolve(arguments.value(parameter));
    }

    /** For completion; the underscore keeps it out of the shell's own suggestions. */
    @Descriptor("gives the names of profiles")
    public List<String> _profiles() {
        return store().profiles();
    }

    private Store store() {
        return desk.store();
    }
}
