// SPDX-License-Identifier: Apache-2.0
package org.luarium.commandline.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ShellRunnerTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final ThreadIOImpl threadIo = new ThreadIOImpl();
    private final CommandProcessorImpl processor = new CommandProcessorImpl(threadIo);

    @BeforeEach
    void start() {
        threadIo.start();
        for (String function : List.of("text", "code", "fail", "print")) {
            processor.addCommand("test", new Commands(), function);
        }
    }

    @AfterEach
    void stop() {
        processor.stop();
        threadIo.stop();
    }

    @Test
    void printsTheLastValue() {
        assertThat(run("test:text a; test:text b")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("<b>" + System.lineSeparator());
    }

    @Test
    void takesANumberForTheExitCode() {
        assertThat(run("test:code 7")).isEqualTo(7);
        assertThat(out.size()).isZero();
    }

    @Test
    void saysInOneLineWhyACommandFailed() {
        assertThat(run("test:fail 'no such VM'")).isEqualTo(1);
        assertThat(run("test:unknown")).isEqualTo(1);
        assertThat(run("test:text (")).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .hasSize(3)
                .allMatch(line -> line.startsWith("luarium: "))
                .first()
                .isEqualTo("luarium: no such VM");
    }

    @Test
    void passesOnWhatCommandsPrint() {
        assertThat(run("test:print ü")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("ü\n");
    }

    private int run(String commands) {
        Map<String, Object> request = new HashMap<>();
        request.put("verb", "-c");
        request.put("operands", List.of(commands.getBytes(StandardCharsets.UTF_8)));
        request.put("stop", new AtomicReference<Runnable>());
        Console console = new Console(new ByteArrayInputStream(new byte[0]), out, err, false);
        return new ShellRunner(processor, console).run(new Request(request));
    }

    /** Public, so that Gogo can call it. */
    public static final class Commands {
        public String text(String value) {
            return "<" + value + ">";
        }

        public int code(int value) {
            return value;
        }

        public void fail(String message) {
            throw new IllegalArgumentException(message);
        }

        public void print(String text) {
            System.out.print(text + "\n");
        }
    }
}
