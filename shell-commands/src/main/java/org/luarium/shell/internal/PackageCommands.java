// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.felix.service.command.Descriptor;
import org.jspecify.annotations.Nullable;
import org.luarium.packages.AvailableRock;
import org.luarium.packages.Dependency;
import org.luarium.packages.Environment;
import org.luarium.packages.InstalledRock;
import org.luarium.packages.PackageManager;
import org.luarium.packages.RockName;
import org.luarium.shell.internal.console.ProgressLine;
import org.luarium.shell.internal.syntax.Arguments;
import org.luarium.shell.internal.syntax.Glob;
import org.luarium.shell.internal.syntax.UsageException;
import org.luarium.shell.internal.view.Listing;
import org.luarium.shell.internal.view.PackageReason;
import org.osgi.service.component.ComponentServiceObjects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** The commands of scope {@code package}. The store opens when the first of them is used. */
@Component(
        service = PackageCommands.class,
        immediate = true,
        property = {
            "osgi.command.scope=package",
            "osgi.command.function=search",
            "osgi.command.function=info",
            "osgi.command.function=install",
            "osgi.command.function=remove",
            "osgi.command.function=update",
            "osgi.command.function=list",
            "osgi.command.function=why",
            "osgi.command.function=_available",
            "osgi.command.function=_installed"
        })
public final class PackageCommands {
    private static final String WORDS = "as above";
    private static final int MOST_CANDIDATES = 200;

    private final KeptService<PackageManager> manager;

    /** Commands act on the packages of this JVM, not on those of a manager that remote services brought in. */
    @Activate
    public PackageCommands(
            @Reference(target = "(!(service.imported=*))") ComponentServiceObjects<PackageManager> managers) {
        manager = new KeptService<>("PackageManager", managers);
    }

    PackageCommands(PackageManager manager) {
        this.manager = new KeptService<>(manager);
    }

    /** Lets go of the packages. */
    @Deactivate
    public void deactivate() {
        manager.close();
    }

    @Descriptor(PackageUsage.SEARCH)
    public @Nullable Object search(@Descriptor(WORDS) String... words) {
        return Command.run(
                PackageUsage.SEARCH,
                words,
                (arguments, console) -> new Listing<>(
                        AvailableRock.class,
                        manager.get().search(arguments.find("TEXT").orElse(""))));
    }

    @Descriptor(PackageUsage.INFO)
    public @Nullable Object info(@Descriptor(WORDS) String... words) {
        return Command.run(PackageUsage.INFO, words, (arguments, console) -> {
            RockName name = new RockName(arguments.value("PACKAGE"));
            return manager.get()
                    .info(name)
                    .orElseThrow(() -> new UsageException(
                            "no repository has a package '" + name + "'; package:search shows what there is"));
        });
    }

    @Descriptor(PackageUsage.INSTALL)
    public @Nullable Object install(@Descriptor(WORDS) String... words) {
        return Command.run(PackageUsage.INSTALL, words, (arguments, console) -> {
            List<Dependency> requests = PackageRequests.of(arguments.values("PACKAGE"));
            try (ProgressLine line = console.progress()) {
                line.show("installing");
                return manager.get().install(environment(arguments), requests, new InstallProgress(line));
            }
        });
    }

    @Descriptor(PackageUsage.REMOVE)
    public @Nullable Object remove(@Descriptor(WORDS) String... words) {
        return Command.run(
                PackageUsage.REMOVE,
                words,
                (arguments, console) -> manager.get().remove(environment(arguments), names(arguments)));
    }

    @Descriptor(PackageUsage.UPDATE)
    public @Nullable Object update(@Descriptor(WORDS) String... words) {
        return Command.run(PackageUsage.UPDATE, words, (arguments, console) -> {
            List<RockName> names = names(arguments);
            try (ProgressLine line = console.progress()) {
                line.show("updating");
                return manager.get().update(environment(arguments), names, new InstallProgress(line));
            }
        });
    }

    @Descriptor(PackageUsage.LIST)
    public @Nullable Object list(@Descriptor(WORDS) String... words) {
        return Command.run(
                PackageUsage.LIST,
                words,
                (arguments, console) -> new Listing<>(
                        InstalledRock.class,
                        manager.get().list(environment(arguments)).stream()
                                .filter(Glob.of(arguments, rock -> rock.name().toString()))
                                .toList()));
    }

    @Descriptor(PackageUsage.WHY)
    public @Nullable Object why(@Descriptor(WORDS) String... words) {
        return Command.run(PackageUsage.WHY, words, (arguments, console) -> {
            List<PackageReason> reasons = new ArrayList<>();
            Optional<InstalledRock> before = Optional.empty();
            for (InstalledRock rock :
                    manager.get().why(environment(arguments), new RockName(arguments.value("PACKAGE")))) {
                reasons.add(new PackageReason(rock, before));
                before = Optional.of(rock);
            }
            return new Listing<>(PackageReason.class, reasons);
        });
    }

    /** For completion; the underscore keeps it out of the shell's own suggestions. */
    @Descriptor("gives names of packages that can be installed")
    public List<String> _available(@Descriptor("how they begin") String prefix) {
        return manager.get().search(prefix).stream()
                .map(rock -> rock.name().text())
                .filter(name -> name.startsWith(prefix))
                .limit(MOST_CANDIDATES)
                .toList();
    }

    /** For completion; the underscore keeps it out of the shell's own suggestions. */
    @Descriptor("gives the names of packages that are installed")
    public List<String> _installed(@Descriptor("the environment") String environment) {
        return manager.get().list(environment).stream()
                .map(rock -> rock.name().text())
                .toList();
    }

    private static String environment(Arguments arguments) {
        return arguments.option("--environment").orElse(Environment.DEFAULT);
    }

    private static List<RockName> names(Arguments arguments) {
        return arguments.values("PACKAGE").stream()
                .map(RockName::new)
                .distinct()
                .toList();
    }
}
