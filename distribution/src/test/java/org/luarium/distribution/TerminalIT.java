// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.inject.Inject;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.luarium.vm.Lifetime;
import org.luarium.vm.Vm;
import org.luarium.vm.VmConfig;
import org.luarium.vm.VmManager;
import org.luarium.vm.VmState;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;

/** The shell at a terminal: the shipped profile, the keys, and what may be written to it. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class TerminalIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String PROMPT = "luarium> ";
    private static final String CTRL_C = "\u0003";
    private static final String CTRL_U = "\u0015";
    private static final String CTRL_D = "\u0004";

    @Inject
    private CommandProcessor processor;

    @Inject
    private VmManager manager;

    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private LineDisciplineTerminal terminal;
    private CommandSession session;
    private Thread shell;

    @Configuration
    public Option[] configuration() {
        return Container.complete();
    }

    @Before
    public void openShell() throws Exception {
        manager.create(VmConfig.builder("demo").lifetime(Lifetime.HOST).build());
        terminal = new LineDisciplineTerminal("test", "xterm", screen, StandardCharsets.UTF_8);
        terminal.setSize(new Size(160, 40));
        Attributes attributes = terminal.getAttributes();
        attributes.setLocalFlag(Attributes.LocalFlag.ISIG, true);
        terminal.setAttributes(attributes);
        session = processor.createSession(terminal.input(), terminal.output(), terminal.output());
        session.put(".terminal", terminal);
        Path profile = Path.of("src/main/conf/gosh_profile").toAbsolutePath();
        // Called as gogo.jline does it at its start: inside a job, the jobs of the shell would be hidden from Ctrl-C.
        Function gosh = (Function) session.get("gogo:gosh");
        shell = new Thread(
                () -> {
                    try {
                        gosh.execute(session, new ArrayList<>(List.of("--nohistory")));
                    } catch (Exception e) {
                        failure.set(e);
                    }
                },
                "shell");
        shell.start();
        await().atMost(PATIENCE).until(() -> shown().contains("gl! "));
        type("gosh_quiet = true\r");
        type("source " + profile.toUri() + "\r");
        await().atMost(PATIENCE).until(() -> shown().contains(PROMPT));
    }

    @After
    public void closeShell() throws Exception {
        type(CTRL_U + CTRL_D);
        shell.join(PATIENCE.toMillis());
        session.close();
        terminal.close();
        manager.list().forEach(vm -> manager.find(vm.id()).ifPresent(Vm::close));
        assertThat(shell.isAlive()).isFalse();
        assertThat(failure.get()).isNull();
    }

    @Test
    public void theProfileHasNoMistake() {
        assertThat(shown()).doesNotContain("Exception", "not found", "gosh_profile:");
    }

    @Test
    public void tabCompletesCommandsIdsAndOptions() throws Exception {
        assertCompletes("vm:inf\t", "vm:info ");
        assertCompletes("vm:info de\t", "vm:info demo ");
        assertCompletes("vm:create x --prof\t", "--profile ");
        assertCompletes("vm:create x --profile un\t", "untrusted ");
        assertCompletes("vm:debug demo o\t", "on");
    }

    @Test
    public void ctrlCInterruptsAFloodAndTheTerminalStaysOpen() throws Exception {
        type("vm:execute demo 'while true do print(\"flood\") end'\r");
        await().atMost(PATIENCE).until(() -> shown().contains("flood\r\nflood") || shown().contains("flood\nflood"));

        type(CTRL_C);

        await().atMost(PATIENCE).until(() -> manager.get("demo").info().state() == VmState.READY);
        type("vm:execute demo 'print(\"still \" .. \"alive\")'\r");
        await().atMost(PATIENCE).until(() -> shown().contains("still alive"));
    }

    @Test
    public void controlBytesOfAScriptNeverReachTheTerminal() throws Exception {
        type("vm:execute demo 'io.write(\"<\\27]0;owned\\7\\155>\\n\")'\r");

        await().atMost(PATIENCE).until(() -> shown().contains("<\\x1b]0;owned\\x07\\x9b>"));
        assertThat(shown()).doesNotContain("\u001b]0;owned");
    }

    @Test
    public void anErrorIsOneLineAndItsTracebackLessProminent() throws Exception {
        type("vm:execute demo 'error(\"bo\" .. \"om\")'\r");

        await().atMost(PATIENCE).until(() -> shown().contains("VM demo: script:1: boom"));
        assertThat(shown()).contains("\u001b[2mstack traceback:").doesNotContain("CommandException", "\tat ");
    }

    private void assertCompletes(String keys, String expected) throws IOException {
        screen.reset();
        type(keys);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(shown().replaceAll("\u001b\\[[0-9;?]*[a-zA-Z]", ""))
                        .contains(expected));
        type(CTRL_U);
    }

    private void type(String keys) throws IOException {
        for (byte key : keys.getBytes(StandardCharsets.UTF_8)) {
            terminal.processInputByte(key);
        }
    }

    private String shown() {
        return screen.toString(StandardCharsets.UTF_8);
    }
}
