// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.util.List;
import java.util.Optional;
import org.apache.felix.service.command.Descriptor;
import org.jspecify.annotations.Nullable;
import org.luarium.packages.RepositoryInfo;
import org.luarium.packages.RepositoryManager;
import org.luarium.shell.internal.console.ProgressLine;
import org.luarium.shell.internal.console.SafeText;
import org.luarium.shell.internal.syntax.Glob;
import org.luarium.shell.internal.view.Listing;
import org.osgi.service.component.ComponentServiceObjects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** The commands of scope {@code repository}. */
@Component(
        service = RepositoryCommands.class,
        immediate = true,
        property = {
            "osgi.command.scope=repository",
            "osgi.command.function=list",
            "osgi.command.function=add",
            "osgi.command.function=remove",
            "osgi.command.function=refresh",
            "osgi.command.function=_names"
        })
public final class RepositoryCommands {
    private static final String WORDS = "as above";

    private final KeptService<RepositoryManager> manager;

    /** Commands act on the repositories of this JVM, not on those of a manager that remote services brought in. */
    @Activate
    public RepositoryCommands(
            @Reference(target = "(!(service.imported=*))") ComponentServiceObjects<RepositoryManager> managers) {
        manager = new KeptService<>("RepositoryManager", managers);
    }

    RepositoryCommands(RepositoryManager manager) {
        this.manager = new KeptService<>(manager);
    }

    /** Lets go of the repositories. */
    @Deactivate
    public void deactivate() {
        manager.close();
    }

    @Descriptor(RepositoryUsage.LIST)
    public @Nullable Object list(@Descriptor(WORDS) String... words) {
        return Command.run(
                RepositoryUsage.LIST,
                words,
                (arguments, console) -> new Listing<>(
                        RepositoryInfo.class,
                        manager.get().list().stream()
                                .filter(Glob.of(arguments, RepositoryInfo::name))
                                .toList()));
    }

    @Descriptor(RepositoryUsage.ADD)
    public @Nullable Object add(@Descriptor(WORDS) String... words) {
        return Command.run(RepositoryUsage.ADD, words, (arguments, console) -> {
            RepositorySettings settings = RepositorySettings.of(arguments, console.directory());
            return manager.get().add(settings.location(), settings.options());
        });
    }

    @Descriptor(RepositoryUsage.REMOVE)
    public @Nullable Object remove(@Descriptor(WORDS) String... words) {
        return Command.run(RepositoryUsage.REMOVE, words, (arguments, console) -> {
            manager.get().remove(arguments.value("NAME"));
            return "removed " + SafeText.line(arguments.value("NAME"));
        });
    }

    @Descriptor(RepositoryUsage.REFRESH)
    public @Nullable Object refresh(@Descriptor(WORDS) String... words) {
        return Command.run(RepositoryUsage.REFRESH, words, (arguments, console) -> {
            Optional<String> name = arguments.find("NAME");
            try (ProgressLine line = console.progress()) {
                line.show("asking " + name.orElse("all repositories"));
                return name.isPresent()
                        ? manager.get().refresh(name.get())
                        : new Listing<>(RepositoryInfo.class, manager.get().refresh());
            }
        });
    }

    /** For completion; the underscore keeps it out of the shell's own suggestions. */
    @Descriptor("gives the names of repositories")
    public List<String> _names() {
        return manager.get().list().stream().map(RepositoryInfo::name).toList();
    }
}
