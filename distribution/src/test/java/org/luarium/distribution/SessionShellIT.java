// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import javax.inject.Inject;
import org.apache.felix.service.command.CommandProcessor;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.luarium.session.SessionInfo;
import org.luarium.session.SessionManager;
import org.luarium.session.SessionNotFoundException;
import org.luarium.session.SessionStateException;
import org.luarium.vm.VmManager;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;

/** The commands of sessions as a script types them, on the bundles that ship. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class SessionShellIT {
    @Inject
    private CommandProcessor processor;

    @Inject
    private SessionManager sessions;

    @Inject
    private VmManager vms;

    private ShellSession shell;

    @Configuration
    public Option[] configuration() {
        return Container.complete();
    }

    @Before
    public void open() {
        shell = new ShellSession(processor);
    }

    @After
    public void close() {
        sessions.list().forEach(info -> sessions.terminate(info.id()));
        shell.close();
    }

    @Test
    public void scenario4ListsAndTerminates() throws Exception {
        shell.run("session:open test_session");

        assertThat(shell.run("session:list")).contains("test_session  test_session  ready");
        assertThat(shell.run("session:terminate test_session")).isEqualTo("terminated test_session");
        assertThat(shell.run("session:list")).doesNotContain("test_session");
        assertThat(vms.list()).isEmpty();
    }

    @Test
    public void scenario6TellsThatThereIsNoSession() {
        assertThat(shell.failure("session:attach nonexistent"))
                .hasToString("session:attach: no session has the id 'nonexistent'; session:list shows those that exist")
                .hasCauseInstanceOf(SessionNotFoundException.class);
    }

    @Test
    public void scenario10SendsReadsAndTerminates() throws Exception {
        shell.run("session:open s");
        shell.run("session:send s 'x = 10\nprint(\"Value:\", x)\n'");

        assertThat(shell.words("session:read s")).isEqualTo("Value: 10");
        assertThat(shell.run("session:terminate s")).isEqualTo("terminated s");
    }

    @Test
    public void scenario11LoadsAModuleByItsPath() throws Exception {
        Path module = Files.createTempFile("math_package", ".lua");
        try {
            Files.writeString(module, "return {compute = function(n) return n * n end}");
            shell.run("session:open s; session:load s math_package '" + module + "'");
            shell.run("session:send s 'print(math_package.compute(10))'");

            assertThat(shell.run("session:read s")).isEqualTo("100\n");
        } finally {
            Files.delete(module);
        }
    }

    @Test
    public void scenario20KeepsVariablesAndTakesBlocksOfLines() throws Exception {
        shell.run("session:open s");
        shell.run("session:send s 'function fibonacci(n)\n  if n <= 1 then\n    return n\n  end\n"
                + "  return fibonacci(n - 1) + fibonacci(n - 2)\nend'");
        shell.run("session:send s 'print(\"Fibonacci 10:\", fibonacci(10))'");
        shell.run("session:send s 'for i = 1, 5 do'; session:send s 'print(\"Count:\", i)'; session:send s 'end'");

        assertThat(shell.words("session:read s"))
                .isEqualTo("Fibonacci 10: 55 Count: 1 Count: 2 Count: 3 Count: 4 Count: 5");
    }

    @Test
    public void tellsWhatCannotBeSentAnyMore() throws Exception {
        shell.run("session:open s; session:send s 'os.exit(3)'; session:read s --timeout 10s");

        assertThat(shell.failure("session:send s 'x'"))
                .asString()
                .startsWith("session:send: session s: ")
                .doesNotContain("\n");
        assertThat(shell.failure("session:send s 'x'")).hasCauseInstanceOf(SessionStateException.class);
        assertThat(((SessionInfo) shell.value("session:info s"))
                        .exit()
                        .orElseThrow()
                        .code())
                .hasValue(3);
    }

    @Test
    public void worksOnManySessions() throws Exception {
        shell.run("session:cluster w 2; session:copy w-1 other");

        assertThat(shell.run("session:broadcast 'w-*' 'print(6 * 7)'")).containsPattern("w-1 +ok .* 42\nw-2 +ok .* 42");
        assertThat(shell.words("session:evaluate w-1 'return 1, \"two\"'")).isEqualTo("1 two");
        assertThat(shell.run("session:terminate 'w-*'")).isEqualTo("terminated w-1, w-2");
    }

    @Test
    public void recordsAndReplays() throws Exception {
        Path directory = Files.createTempDirectory("cast");
        Path file = directory.resolve("s.cast");
        try {
            shell.run("session:open s; session:record s '" + file + "'");
            shell.run("session:send s 'print(\"play\" .. \"ed\")'; session:read s; session:record s --end");

            assertThat(shell.run("session:replay '" + file + "' --speed 1000")).contains("played");
        } finally {
            Files.deleteIfExists(file);
            Files.delete(directory);
        }
    }
}
