// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.tour;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.jspecify.annotations.Nullable;
import org.luarium.shell.internal.console.CommandConsole;
import org.luarium.shell.internal.console.SafeText;
import org.luarium.shell.internal.tour.Step.Action;
import org.luarium.shell.internal.tour.Step.Shown;

/**
 * One tour: shows each command, waits for Enter, and runs it in the session of whoever takes the tour. What it made is taken away when it ends, however that
 * comes. Used by one thread.
 */
public final class Tour {
    private static final int MOST_LINES = 5;

    private final CommandSession session;
    private final CommandConsole console;
    private final Keys keys;
    private final Deque<String> undo = new ArrayDeque<>();

    /**
     * Prepares one.
     *
     * @param keys who says that it goes on
     */
    public Tour(CommandSession session, CommandConsole console, Keys keys) {
        this.session = session;
        this.console = console;
        this.keys = keys;
    }

    /** How many steps there are. */
    public static int length() {
        return Script.steps(Path.of("")).size();
    }

    /**
     * Goes through the steps.
     *
     * @param first the number of the step to begin with, from 1
     * @param folder where it may write a file
     * @return what went wrong; nothing if it went to its end or somebody left
     */
    public @Nullable String run(int first, Path folder) throws IOException {
        Path files = Script.unpack(folder);
        try {
            List<Step> steps = Script.steps(files);
            for (Action need : steps.get(first - 1).needs()) {
                String problem = run(need.hidden());
                if (problem != null) {
                    return problem;
                }
            }
            for (int number = first; number <= steps.size(); number++) {
                Step step = steps.get(number - 1);
                console.line((number == first ? "" : "\n") + "Step " + number + " of " + steps.size() + ": "
                        + step.title() + "\n" + step.text() + "\n");
                for (Action action : step.commands()) {
                    if (!keys.goesOn("luarium> " + action.line())) {
                        console.line("\nluarium:tour " + number + " comes back here.");
                        return null;
                    }
                    String problem = run(action);
                    if (problem != null) {
                        return "step " + number + ": " + problem + "; luarium:doctor may say why, and luarium:tour "
                                + number + " tries again";
                    }
                }
            }
            console.line("\nThat was all. What it made is taken away; help lists the commands.");
            return null;
        } finally {
            cleanUp(files);
        }
    }

    /** Runs a command and prints what it gives; returns what went wrong. */
    private @Nullable String run(Action action) {
        try {
            Object result = session.execute(action.line());
            if (result != null && action.shown() != Shown.NOTHING) {
                String text = String.valueOf(session.format(result, Converter.INSPECT));
                console.line(action.shown() == Shown.BEGINNING ? beginning(text) : text);
            }
            if (!action.undo().isEmpty()) {
                undo.push(action.undo());
            }
            return action.shown() == Shown.FAILURE ? "it was to fail: " + action.line() : null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
            // Gogo declares Exception, and commands throw what they like.
        } catch (Exception e) {
            String message = SafeText.line(String.valueOf(e.getMessage()));
            if (action.shown() != Shown.FAILURE || Thread.currentThread().isInterrupted()) {
                return message;
            }
            console.line(message);
            return null;
        }
    }

    /** What a person needs of a long text to know it again. */
    private static String beginning(String text) {
        List<String> lines = text.lines().toList();
        return lines.size() <= MOST_LINES ? text : String.join("\n", lines.subList(0, MOST_LINES - 1)) + "\n…";
    }

    /** Also after Ctrl-C, which must not keep these commands from running. */
    private void cleanUp(Path files) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (!undo.isEmpty()) {
                String problem = run(Action.of(undo.pop()).hidden());
                if (problem != null) {
                    console.line("left behind: " + problem);
                }
            }
            Files.deleteIfExists(files.resolve("greeter.lua"));
            Files.deleteIfExists(files);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
