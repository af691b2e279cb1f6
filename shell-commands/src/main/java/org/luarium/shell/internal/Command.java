// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import org.apache.felix.service.command.CommandSession;
import org.jspecify.annotations.Nullable;
import org.luarium.LuariumException;
import org.luarium.shell.internal.console.CommandConsole;
import org.luarium.shell.internal.syntax.Arguments;
import org.luarium.shell.internal.syntax.Syntax;
import org.luarium.shell.internal.syntax.UsageException;
import org.luarium.shell.internal.view.Views;
import org.osgi.framework.ServiceException;

/** The frame around every command: reads the words, answers {@code --help} and {@code --json}, and turns what goes wrong into one line. */
final class Command {
    /** What a command does. */
    @FunctionalInterface
    interface Body {
        @Nullable
        Object run(Arguments arguments, CommandConsole console);
    }

    private Command() {}

    static @Nullable Object run(String usage, String[] words, Body body) {
        Syntax syntax = Syntax.of(usage);
        CommandConsole console = CommandConsole.of(requireNonNull(CommandSession.Utils.current(), "a session"));
        try {
            Arguments arguments = syntax.parse(texts(words));
            if (arguments.flag("--help")) {
                console.line(syntax.help());
                return null;
            }
            Object result = body.run(arguments, console);
            return arguments.flag("--json") ? Views.json(result) : result;
        } catch (CommandException e) {
            throw e;
        } catch (UsageException
                | LuariumException
                | ServiceException
                | IllegalArgumentException
                | UnsupportedOperationException e) {
            throw failure(syntax, message(e), e);
        } catch (CompletionException e) {
            throw failure(syntax, message(e.getCause() == null ? e : e.getCause()), e);
        } catch (UncheckedIOException e) {
            throw failure(syntax, reason(requireNonNull(e.getCause(), "a cause")), e);
        } catch (RuntimeException e) {
            // Not foreseen, so the kind of exception is part of the news; $exception has the stack trace.
            throw failure(syntax, "internal error: " + e, e);
        }
    }

    private static CommandException failure(Syntax syntax, String message, Throwable cause) {
        return new CommandException(syntax.command() + ": " + message, cause);
    }

    private static String message(Throwable e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    /** The message of most of these is the name of the file only. */
    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException missing) {
            return "there is no file or folder " + missing.getFile();
        }
        return e instanceof AccessDeniedException denied
                ? denied.getFile() + " may not be accessed; check its permissions"
                : message(e);
    }

    /** Gogo reads the word {@code null} as no object at all. */
    private static List<String> texts(String[] words) {
        return Arrays.stream(words).map(word -> Objects.toString(word, "null")).toList();
    }
}
