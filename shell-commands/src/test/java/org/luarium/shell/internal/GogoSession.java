// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.apache.felix.service.command.Descriptor;

/** A session of the real Gogo runtime with the commands of this bundle. */
final class GogoSession implements AutoCloseable {
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final ThreadIOImpl threads = new ThreadIOImpl();
    private final CommandProcessorImpl processor = new CommandProcessorImpl(threads);
    final CommandSession session;

    GogoSession(String input, Object... commands) {
        threads.start();
        for (Object target : commands) {
            String scope = target.getClass()
                    .getSimpleName()
                    .replaceFirst("(?<=[a-z])[A-Z].*", "")
                    .toLowerCase(Locale.ROOT);
            Arrays.stream(target.getClass().getDeclaredMethods())
                    .filter(method -> method.isAnnotationPresent(Descriptor.class))
                    .forEach(method -> processor.addCommand(scope, target, verb(method.getName())));
        }
        processor.addConverter(new RecordConverter());
        session = processor.createSession(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), out, err);
    }

    /** Gogo puts an underscore before the name of a method that is a word of Java. */
    static String verb(String method) {
        return method.equals("_import") ? "import" : method;
    }

    void addCommand(String scope, Object target, String name) {
        processor.addCommand(scope, target, name);
    }

    Object execute(String line) throws Exception {
        return session.execute(line);
    }

    /** What a shell would print as the result. */
    String print(String line) throws Exception {
        Object result = execute(line);
        return result == null ? "" : session.format(result, Converter.INSPECT).toString();
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        session.close();
        processor.stop();
        threads.stop();
    }
}
