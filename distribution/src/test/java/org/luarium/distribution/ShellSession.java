// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;

/** A Gogo session without a terminal, as a script has it, and what it printed. */
final class ShellSession implements AutoCloseable {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final CommandSession session;

    ShellSession(CommandProcessor processor) {
        session = processor.createSession(new ByteArrayInputStream(new byte[0]), out, err);
    }

    CommandSession session() {
        return session;
    }

    /** Runs a line and gives everything it printed, its result included. */
    String run(String line) throws Exception {
        out.reset();
        Object result = session.execute(line);
        return out.toString(StandardCharsets.UTF_8) + (result == null ? "" : session.format(result, Converter.INSPECT));
    }

    /** The same with runs of blanks collapsed, since {@code print} separates with tabs. */
    String words(String line) throws Exception {
        return run(line).strip().replaceAll("\\s+", " ");
    }

    Object value(String line) throws Exception {
        return session.execute(line);
    }

    byte[] bytes(String line) throws Exception {
        out.reset();
        session.execute(line);
        return out.toByteArray();
    }

    /** Runs a line that must fail, and gives the exception. */
    Exception failure(String line) {
        out.reset();
        try {
            session.execute(line);
        } catch (Exception e) {
            return e;
        }
        throw new AssertionError("no failure: " + line);
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @SuppressWarnings("unchecked")
    Set<String> commands() {
        return (Set<String>) session.get(".commands");
    }

    @Override
    public void close() {
        session.close();
    }
}
