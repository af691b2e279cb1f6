// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.felix.service.command.Descriptor;
import org.jspecify.annotations.Nullable;
import org.luarium.packages.CatalogueEntry;
import org.luarium.packages.Curator;
import org.luarium.packages.Environment;
import org.luarium.packages.EnvironmentManager;
import org.luarium.packages.PackageProfile;
import org.luarium.packages.Recommendation;
import org.luarium.shell.internal.console.ProgressLine;
import org.luarium.shell.internal.syntax.Arguments;
import org.luarium.shell.internal.syntax.UsageException;
import org.luarium.shell.internal.view.Listing;
import org.luarium.shell.internal.view.PackageTree;
import org.osgi.service.component.ComponentServiceObjects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** The commands of scope {@code package} that tell which packages to have. The store opens when the first of them is used. */
@Component(
        service = PackageCareCommands.class,
        immediate = true,
        property = {
            "osgi.command.scope=package",
            "osgi.command.function=catalogue",
            "osgi.command.function=profiles",
            "osgi.command.function=recommend",
            "osgi.command.function=health",
            "osgi.command.function=tree",
            "osgi.command.function=_profiles"
        })
public final class PackageCareCommands {
    private static final String WORDS = "as above";

    private final KeptService<Curator> curator;
    private final KeptService<EnvironmentManager> environments;

    /** Commands act on the packages of this JVM, not on those of a curator that remote services brought in. */
    @Activate
    public PackageCareCommands(
            @Reference(target = "(!(service.imported=*))") ComponentServiceObjects<Curator> curators,
            @Reference(target = "(!(service.imported=*))") ComponentServiceObjects<EnvironmentManager> environments) {
        curator = new KeptService<>("Curator", curators);
        this.environments = new KeptService<>("EnvironmentManager", environments);
    }

    PackageCareCommands(Curator curator, EnvironmentManager environments) {
        this.curator = new KeptService<>(curator);
        this.environments = new KeptService<>(environments);
    }

    /** Lets go of the services. */
    @Deactivate
    public void deactivate() {
        curator.close();
        environments.close();
    }

    @Descriptor(PackageCareUsage.CATALOGUE)
    public @Nullable Object catalogue(@Descriptor(WORDS) String... words) {
        return Command.run(PackageCareUsage.CATALOGUE, words, (arguments, console) -> {
            String text = arguments.find("TEXT").orElse("").toLowerCase(Locale.ROOT);
            Optional<String> category = arguments.option("--category");
            return new Listing<>(
                    CatalogueEntry.class,
                    curator.get().catalogue().stream()
                            .filter(entry -> entry.name().text().contains(text))
                            .filter(entry -> entry.category().equals(category.orElse(entry.category())))
                            .toList());
        });
    }

    @Descriptor(PackageCareUsage.PROFILES)
    public @Nullable Object profiles(@Descriptor(WORDS) String... words) {
        return Command.run(PackageCareUsage.PROFILES, words, (arguments, console) -> {
            Optional<String> name = arguments.find("NAME");
            Optional<String> category = arguments.option("--category");
            if (name.isPresent() && category.isPresent()) {
                throw new UsageException("--category is for the list of all; leave it or the name out");
            }
            if (name.isEmpty() && arguments.flag("--dialect")) {
                throw new UsageException("--dialect is for one profile; name it");
            }
            if (name.isEmpty()) {
                return new Listing<>(
                        PackageProfile.class,
                        category.map(curator.get()::profiles)
                                .orElseGet(() -> curator.get().profiles()));
            }
            try (ProgressLine line = console.progress()) {
                line.show("asking repositories");
                return curator.get()
                        .availability(name.get(), arguments.option("--dialect").orElse(""));
            }
        });
    }

    @Descriptor(PackageCareUsage.RECOMMEND)
    public @Nullable Object recommend(@Descriptor(WORDS) String... words) {
        return Command.run(
                PackageCareUsage.RECOMMEND,
                words,
                (arguments, console) -> new Listing<>(
                        Recommendation.class,
                        arguments.flag("--networked")
                                ? curator.get().recommendForNetworking(environment(arguments))
                                : curator.get().recommend(environment(arguments))));
    }

    @Descriptor(PackageCareUsage.HEALTH)
    public @Nullable Object health(@Descriptor(WORDS) String... words) {
        return Command.run(PackageCareUsage.HEALTH, words, (arguments, console) -> {
            try (ProgressLine line = console.progress()) {
                line.show("checking");
                return curator.get().health(environment(arguments));
            }
        });
    }

    @Descriptor(PackageCareUsage.TREE)
    public @Nullable Object tree(@Descriptor(WORDS) String... words) {
        return Command.run(
                PackageCareUsage.TREE,
                words,
                (arguments, console) -> PackageTree.of(environments.get().get(environment(arguments))));
    }

    /** For completion; the underscore keeps it out of the shell's own suggestions. */
    @Descriptor("gives the names of profiles of packages")
    public List<String> _profiles() {
        return curator.get().profiles().stream().map(PackageProfile::name).toList();
    }

    private static String environment(Arguments arguments) {
        return arguments.option("--environment").orElse(Environment.DEFAULT);
    }
}
