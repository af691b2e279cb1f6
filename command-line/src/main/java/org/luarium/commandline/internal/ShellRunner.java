// SPDX-License-Identifier: Apache-2.0
package org.luarium.commandline.internal;

import java.io.BufferedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.jspecify.annotations.Nullable;

/** Runs Gogo commands and prints the value of the last one, as the shell would. */
final class ShellRunner {
    private final CommandProcessor processor;
    private final Console console;

    ShellRunner(CommandProcessor processor, Console console) {
        this.processor = processor;
        this.console = console;
    }

    int run(Request request) {
        String commands = new String(request.operands().get(0), StandardCharsets.UTF_8);
        Thread worker = Thread.currentThread();
        if (!request.stop().compareAndSet(null, worker::interrupt)) {
            return Exit.INTERRUPTED;
        }
        PrintStream out =
                new PrintStream(new BufferedOutputStream(console.out()), console.terminal(), StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(console.err(), true, StandardCharsets.UTF_8);
        try (CommandSession session = processor.createSession(console.in(), out, err)) {
            int code = run(session, commands, out);
            return out.checkError() ? Exit.BROKEN_PIPE : code;
        }
    }

    private int run(CommandSession session, String commands, PrintStream out) {
        try {
            return report(session.execute(commands), session, out);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            console.complain("interrupted!");
            return Exit.INTERRUPTED;
            // Gogo declares Exception, and commands throw what they like.
        } catch (Exception e) {
            out.flush();
            String message = e.getMessage();
            console.complain(message == null || message.isBlank() ? e.toString() : message);
            return Exit.ERROR;
        }
    }

    private static int report(@Nullable Object value, CommandSession session, PrintStream out) {
        if (value instanceof Integer code) {
            return code & 0xff;
        }
        if (value != null) {
            out.println(session.format(value, Converter.INSPECT));
        }
        return Exit.OK;
    }
}
