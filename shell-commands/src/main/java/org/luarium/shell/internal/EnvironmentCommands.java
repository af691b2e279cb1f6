// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.felix.service.command.Descriptor;
import org.jspecify.annotations.Nullable;
import org.luarium.isolate.Profile;
import org.luarium.packages.Curator;
import org.luarium.packages.Dependency;
import org.luarium.packages.Environment;
import org.luarium.packages.EnvironmentChange;
import org.luarium.packages.EnvironmentGeneration;
import org.luarium.packages.EnvironmentManager;
import org.luarium.packages.PackageManager;
import org.luarium.packages.ProfileInstallation;
import org.luarium.shell.internal.console.CommandConsole;
import org.luarium.shell.internal.console.ProgressLine;
import org.luarium.shell.internal.console.SafeText;
import org.luarium.shell.internal.syntax.Arguments;
import org.luarium.shell.internal.syntax.Glob;
import org.luarium.shell.internal.syntax.Quantities;
import org.luarium.shell.internal.syntax.UsageException;
import org.luarium.shell.internal.view.EnvironmentReport;
import org.luarium.shell.internal.view.Listing;
import org.luarium.shell.internal.view.PrunedGenerations;
import org.luarium.shell.internal.view.Views;
import org.luarium.store.Retention;
import org.osgi.service.component.ComponentServiceObjects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** The commands of scope {@code environment}. The store opens when the first of them is used. */
@Component(
        service = EnvironmentCommands.class,
        immediate = true,
        property = {
            "osgi.command.scope=environment",
            "osgi.command.function=bootstrap",
            "osgi.command.function=list",
            "osgi.command.function=generations",
            "osgi.command.function=info",
            "osgi.command.function=export",
            "osgi.command.function=prune",
            "osgi.command.function=rollback",
            "osgi.command.function=lock",
            "osgi.command.function=verify",
            "osgi.command.function=delete",
            "osgi.command.function=_names"
        })
public final class EnvironmentCommands {
    private static final String WORDS = "as above";

    private final KeptService<EnvironmentManager> manager;
    private final KeptService<PackageManager> packages;
    private final KeptService<Curator> curator;

    /** Commands act on the environments of this JVM, not on those of a manager that remote services brought in. */
    @Activate
    public EnvironmentCommands(
            @Reference(target = "(!(service.imported=*))") ComponentServiceObjects<EnvironmentManager> managers,
            @Reference(target = "(!(service.imported=*))") ComponentServiceObjects<PackageManager> packages,
            @Reference(target = "(!(service.imported=*))") ComponentServiceObjects<Curator> curators) {
        manager = new KeptService<>("EnvironmentManager", managers);
        this.packages = new KeptService<>("PackageManager", packages);
        curator = new KeptService<>("Curator", curators);
    }

    EnvironmentCommands(EnvironmentManager manager, PackageManager packages, Curator curator) {
        this.manager = new KeptService<>(manager);
        this.packages = new KeptService<>(packages);
        this.curator = new KeptService<>(curator);
    }

    /** Lets go of the environments. */
    @Deactivate
    public void deactivate() {
        manager.close();
        packages.close();
        curator.close();
    }

    @Descriptor(EnvironmentUsage.BOOTSTRAP)
    public @Nullable Object bootstrap(@Descriptor(WORDS) String... words) {
        return Command.run(EnvironmentUsage.BOOTSTRAP, words, (arguments, console) -> {
            try (ProgressLine line = console.progress()) {
                line.show("making environment " + name(arguments));
                Optional<String> lock = arguments.option("--lock");
                InstallProgress progress = new InstallProgress(line);
                if (arguments.flag("--package-profile") || arguments.flag("--partial")) {
                    return profiled(arguments, progress);
                }
                return lock.isPresent()
                        ? restored(arguments, lock.get(), console, progress)
                        : made(arguments, console, progress);
            }
        });
    }

    private ProfileInstallation profiled(Arguments arguments, InstallProgress progress) {
        String profile = arguments
                .option("--package-profile")
                .orElseThrow(() -> new UsageException("--partial is for a profile; give one with --package-profile"));
        if (arguments.flag("--packages") || arguments.flag("--lock") || arguments.flag("--profile")) {
            throw new UsageException(
                    "--package-profile says all that is in it, without --packages, --lock and --profile");
        }
        String dialect = arguments.option("--dialect").orElse("");
        return arguments.flag("--partial")
                ? curator.get().bootstrapAvailable(name(arguments), profile, dialect, progress)
                : curator.get().bootstrap(name(arguments), profile, dialect, progress);
    }

    private Environment restored(Arguments arguments, String file, CommandConsole console, InstallProgress progress) {
        if (arguments.flag("--packages") || arguments.flag("--dialect") || arguments.flag("--profile")) {
            throw new UsageException("--lock says all that is in it, without --packages, --dialect and --for");
        }
        Path path = ScriptRunner.file(console.directory(), file);
        return manager.get().restore(name(arguments), LockFile.read(path), progress);
    }

    private Environment made(Arguments arguments, CommandConsole console, InstallProgress progress) {
        String name = name(arguments);
        List<Dependency> requests = PackageRequests.of(arguments.list("--packages"));
        Environment empty = manager.get()
                .create(
                        name,
                        arguments.option("--dialect").orElse(""),
                        arguments.choice("--profile", Profile.class).orElse(Profile.STANDARD));
        if (requests.isEmpty()) {
            return empty;
        }
        try {
            EnvironmentChange change = packages.get().install(name, requests, progress);
            // What is returned is the environment, which does not know how it came to be
            change.fallbacks().forEach(fallback -> console.aside(fallback.toString()));
            return change.environment();
        } catch (RuntimeException e) {
            discard(empty, e);
            throw e;
        }
    }

    /** What was asked for could not be had, so the empty environment is not left behind, unless somebody else has begun to use it. */
    private void discard(Environment empty, RuntimeException reason) {
        try {
            manager.get()
                    .find(empty.name())
                    .filter(found ->
                            found.generation().number() == empty.generation().number())
                    .ifPresent(found -> manager.get().delete(found.name()));
        } catch (RuntimeException e) {
            reason.addSuppressed(e);
        }
    }

    @Descriptor(EnvironmentUsage.LIST)
    public @Nullable Object list(@Descriptor(WORDS) String... words) {
        return Command.run(
                EnvironmentUsage.LIST,
                words,
                (arguments, console) -> new Listing<>(
                        Environment.class,
                        manager.get().list().stream()
                                .filter(Glob.of(arguments, Environment::name))
                                .toList()));
    }

    @Descriptor(EnvironmentUsage.GENERATIONS)
    public @Nullable Object generations(@Descriptor(WORDS) String... words) {
        return Command.run(
                EnvironmentUsage.GENERATIONS,
                words,
                (arguments, console) ->
                        new Listing<>(EnvironmentGeneration.class, manager.get().generations(name(arguments))));
    }

    @Descriptor(EnvironmentUsage.INFO)
    public @Nullable Object info(@Descriptor(WORDS) String... words) {
        return Command.run(
                EnvironmentUsage.INFO,
                words,
                (arguments, console) -> manager.get().info(name(arguments)));
    }

    @Descriptor(EnvironmentUsage.EXPORT)
    public @Nullable Object export(@Descriptor(WORDS) String... words) {
        return Command.run(EnvironmentUsage.EXPORT, words, (arguments, console) -> {
            Path folder = console.directory().resolve(arguments.value("FOLDER"));
            manager.get().export(name(arguments), folder);
            return "exported " + name(arguments) + " to " + SafeText.line(folder.toString());
        });
    }

    @Descriptor(EnvironmentUsage.PRUNE)
    public @Nullable Object prune(@Descriptor(WORDS) String... words) {
        return Command.run(EnvironmentUsage.PRUNE, words, (arguments, console) -> {
            List<Integer> numbers = arguments.values("NUMBER").stream()
                    .map(text -> Quantities.number(text, 1, Integer.MAX_VALUE))
                    .distinct()
                    .toList();
            if (!numbers.isEmpty() && arguments.flag("--keep")) {
                throw new UsageException("either numbers or --keep");
            }
            if (numbers.isEmpty()) {
                numbers = manager.get()
                        .prune(
                                name(arguments),
                                Retention.ofLast(arguments.number("--keep", 1).orElse(1)));
            } else {
                numbers.forEach(number -> manager.get().removeGeneration(name(arguments), number));
            }
            return new PrunedGenerations(name(arguments), numbers);
        });
    }

    @Descriptor(EnvironmentUsage.ROLLBACK)
    public @Nullable Object rollback(@Descriptor(WORDS) String... words) {
        return Command.run(EnvironmentUsage.ROLLBACK, words, (arguments, console) -> {
            Optional<Integer> number =
                    arguments.find("NUMBER").map(text -> Quantities.number(text, 1, Integer.MAX_VALUE));
            return number.map(generation -> manager.get().switchTo(name(arguments), generation))
                    .orElseGet(() -> manager.get().rollback(name(arguments)));
        });
    }

    @Descriptor(EnvironmentUsage.LOCK)
    public @Nullable Object lock(@Descriptor(WORDS) String... words) {
        return Command.run(EnvironmentUsage.LOCK, words, (arguments, console) -> {
            String lock = manager.get().lock(name(arguments));
            Optional<Path> file = arguments.find("FILE").map(console.directory()::resolve);
            if (file.isEmpty()) {
                return SafeText.lines(lock.stripTrailing());
            }
            LockFile.write(file.get(), lock);
            return "wrote the lock of " + name(arguments) + " to "
                    + SafeText.line(file.get().toString());
        });
    }

    @Descriptor(EnvironmentUsage.VERIFY)
    public @Nullable Object verify(@Descriptor(WORDS) String... words) {
        return Command.run(EnvironmentUsage.VERIFY, words, (arguments, console) -> {
            EnvironmentReport report =
                    new EnvironmentReport(name(arguments), manager.get().verify(name(arguments)));
            if (report.problems().isEmpty() || arguments.flag("--json")) {
                return report;
            }
            Views.detail(report).ifPresent(console::line);
            throw new UsageException("environment '" + report.environment()
                    + "' is not as it should be; store:verify --repair may help");
        });
    }

    @Descriptor(EnvironmentUsage.DELETE)
    public @Nullable Object delete(@Descriptor(WORDS) String... words) {
        return Command.run(EnvironmentUsage.DELETE, words, (arguments, console) -> {
            manager.get().delete(name(arguments));
            return "deleted " + name(arguments);
        });
    }

    /** For completion; the underscore keeps it out of the shell's own suggestions. */
    @Descriptor("gives the names of environments")
    public List<String> _names() {
        return manager.get().list().stream().map(Environment::name).toList();
    }

    private static String name(Arguments arguments) {
        return arguments.value("ENV");
    }
}
