// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.jspecify.annotations.Nullable;
import org.luarium.shell.internal.console.CommandConsole;
import org.luarium.shell.internal.syntax.Arguments;
import org.luarium.shell.internal.syntax.Quantities;
import org.luarium.shell.internal.tour.Keys;
import org.luarium.shell.internal.tour.TerminalKeys;
import org.luarium.shell.internal.tour.Tour;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** The command {@code luarium:tour}. */
@Component(
        service = TourCommands.class,
        property = {"osgi.command.scope=luarium", "osgi.command.function=tour"})
public final class TourCommands {
    private final Path folder;

    @Activate
    public TourCommands() {
        this(Path.of(System.getProperty("java.io.tmpdir")));
    }

    TourCommands(Path folder) {
        this.folder = folder;
    }

    @Descriptor(LuariumUsage.TOUR)
    public @Nullable Object tour(CommandSession session, @Descriptor("as above") String... words) {
        return Command.run(LuariumUsage.TOUR, words, (arguments, console) -> {
            int first = arguments
                    .find("STEP")
                    .map(text -> Quantities.number(text, 1, Tour.length()))
                    .orElse(1);
            String problem;
            try {
                problem = new Tour(session, console, keys(arguments, console)).run(first, folder);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            if (problem != null) {
                throw new CommandException("luarium:tour: " + problem, null);
            }
            return null;
        });
    }

    private static Keys keys(Arguments arguments, CommandConsole console) {
        Keys through = command -> {
            console.line(command);
            return !Thread.currentThread().isInterrupted();
        };
        return arguments.flag("--yes")
                ? through
                : console.terminal()
                        .flatMap(known -> atTerminal(known, console))
                        .orElse(through);
    }

    private static Optional<Keys> atTerminal(Object known, CommandConsole console) {
        try {
            return TerminalKeys.of(known, console);
        } catch (NoClassDefFoundError e) {
            // The shell has a JLine that this bundle does not see, or none.
            return Optional.empty();
        }
    }
}
