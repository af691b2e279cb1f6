// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.luarium.session.AttachRequest;
import org.luarium.session.Attachment;
import org.luarium.session.Session;
import org.luarium.shell.internal.attach.AttachedTerminal;
import org.luarium.shell.internal.console.CommandConsole;
import org.luarium.shell.internal.syntax.Arguments;
import org.luarium.shell.internal.syntax.UsageException;

/** The sessions that consoles are attached to through commands of this bundle. */
final class Attachments implements AutoCloseable {
    private static final int LINES = 10;

    /** Not the terminals themselves: closing none must not need the classes of JLine. */
    private final Set<Runnable> closers = ConcurrentHashMap.newKeySet();

    /** Attaches a console, and returns when it is detached. */
    void attach(Session session, Arguments arguments, CommandConsole console) {
        AttachRequest request = request(arguments);
        Optional<AttachedTerminal> terminal =
                console.terminal().flatMap(known -> attachable(known, session, console.colour()));
        if (terminal.isPresent()) {
            Runnable closer = terminal.get()::close;
            closers.add(closer);
            try {
                console.line(terminal.get().run(request));
            } finally {
                closers.remove(closer);
            }
        } else {
            loop(session, request, console);
        }
    }

    private static AttachRequest request(Arguments arguments) {
        if (arguments.flag("--read-only") && arguments.flag("--take-over")) {
            throw new UsageException("--read-only and --take-over exclude each other");
        }
        AttachRequest request = arguments.flag("--read-only") ? AttachRequest.reader() : AttachRequest.writer();
        request = arguments.flag("--take-over") ? request.withTakeOver() : request;
        request = arguments.option("--name").map(request::withName).orElse(request);
        return request.withLastLines(arguments.number("--lines", 0).orElse(LINES));
    }

    private static Optional<AttachedTerminal> attachable(Object terminal, Session session, boolean colour) {
        try {
            return AttachedTerminal.of(terminal, session, colour);
        } catch (NoClassDefFoundError e) {
            // The shell has a JLine that this bundle does not see, or none.
            return Optional.empty();
        }
    }

    private static void loop(Session session, AttachRequest request, CommandConsole console) {
        if (!request.isWriter()) {
            throw new UsageException("--read-only needs a terminal; session:events shows what happened");
        }
        if (request.takesOver()) {
            // Whoever writes becomes a reader, and the place is free.
            try (Attachment place = session.attach(request, event -> {})) {
                place.detach();
            }
        }
        session.interactiveLoop(console.keyboard(), console.output());
    }

    /** Gives every terminal back. */
    @Override
    public void close() {
        closers.forEach(Runnable::run);
    }
}
