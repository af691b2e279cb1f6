// SPDX-License-Identifier: Apache-2.0
package org.luarium.sessions.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.luarium.sessions.internal.session.TestSessions.eventually;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.luarium.LuariumException;
import org.luarium.session.AttachException;
import org.luarium.session.AttachRequest;
import org.luarium.session.Attachment;
import org.luarium.session.DetachException;
import org.luarium.session.InteractiveSessionException;
import org.luarium.session.PackageLoadException;
import org.luarium.session.Session;
import org.luarium.session.SessionAlreadyExistsException;
import org.luarium.session.SessionConfig;
import org.luarium.session.SessionNotFoundException;
import org.luarium.session.SessionState;
import org.luarium.session.SessionStateException;
import org.luarium.vm.ScriptFileException;
import org.luarium.vm.VmNotFoundException;

/** Each exception of sessions is really thrown, says what to do, and has the bases it shall have. */
class SessionExceptionsTest {
    private static final Duration SHORT = Duration.ofSeconds(10);
    private static int made;

    @TempDir
    static Path folder;

    private static TestSessions sessions;

    @BeforeAll
    static void open() throws IOException {
        sessions = new TestSessions();
    }

    @AfterAll
    static void close() {
        sessions.close();
    }

    private interface Deed {
        void on(Session session) throws Exception;
    }

    private static Arguments row(String what, Class<? extends Exception> expected, String message, Deed deed) {
        return Arguments.of(what, expected, message, deed);
    }

    static Stream<Arguments> deeds() {
        return Stream.of(
                row("open twice", SessionAlreadyExistsException.class, "", s -> sessions.manager.open(s.id())),
                row(
                        "attach to none",
                        SessionNotFoundException.class,
                        "session:list",
                        s -> sessions.manager.attach("nonexistent", new Listening())),
                row("terminate none", SessionNotFoundException.class, "", s -> sessions.manager.terminate("none")),
                row("copy none", SessionNotFoundException.class, "", s -> sessions.manager.copy("none", "n")),
                row(
                        "use no VM",
                        VmNotFoundException.class,
                        "",
                        s -> sessions.manager.open(SessionConfig.builder("orphan")
                                .existingVm("none")
                                .build())),
                row("two writers", AttachException.class, "take it over", s -> {
                    s.attach(AttachRequest.writer(), new Listening());
                    s.attach(AttachRequest.writer(), new Listening());
                }),
                row("send beside a writer", AttachException.class, "anna", s -> {
                    s.attach(AttachRequest.writer().withName("anna"), new Listening());
                    s.send("1");
                }),
                row(
                        "send as a reader",
                        AttachException.class,
                        "may only read",
                        s -> s.attach(new Listening()).send("1")),
                row("a name twice", AttachException.class, "another name", s -> {
                    s.attach(AttachRequest.reader().withName("anna"), new Listening());
                    s.attach(AttachRequest.reader().withName("anna"), new Listening());
                }),
                row("1,001 attachments", AttachException.class, "1000 are attached", s -> {
                    for (int i = 0; i < 1001; i++) {
                        s.attach(new Listening());
                    }
                }),
                row("detach twice", DetachException.class, "is not attached", s -> {
                    Attachment attachment = s.attach(new Listening());
                    attachment.detach();
                    attachment.detach();
                }),
                row("detach nobody", DetachException.class, "'nobody'", s -> s.detach("nobody")),
                row("send when detached", DetachException.class, "", s -> {
                    Attachment attachment = s.attach(AttachRequest.writer(), new Listening());
                    attachment.close();
                    attachment.send("1");
                }),
                row("take over when detached", DetachException.class, "", s -> {
                    Attachment attachment = s.attach(AttachRequest.writer(), new Listening());
                    attachment.close();
                    attachment.takeOver();
                }),
                row("send after the end", SessionStateException.class, "exit 3", s -> {
                    s.send("os.exit(3)");
                    eventually(() -> s.info().state() == SessionState.EXITED);
                    s.send("1");
                }),
                row("send after close", SessionStateException.class, "closed", s -> {
                    s.close();
                    s.send("1");
                }),
                row("read after close", SessionStateException.class, "closed", s -> {
                    s.close();
                    s.read(SHORT);
                }),
                row("attach after close", SessionStateException.class, "closed", s -> {
                    s.close();
                    s.attach(new Listening());
                }),
                row("too much input", SessionStateException.class, "1000 inputs wait", s -> {
                    s.send("while true do end");
                    for (int i = 0; i < 1001; i++) {
                        s.send("1");
                    }
                }),
                row("too large input", SessionStateException.class, "1 MiB", s -> s.send("-".repeat((1 << 20) + 1))),
                row("no turn", SessionStateException.class, "was not free", s -> {
                    s.send("while true do end");
                    s.evaluate("1", Duration.ofMillis(10));
                }),
                row("an environment with state", SessionStateException.class, "allow a restart", s -> {
                    s.evaluate("x = 1", SHORT);
                    s.setEnvironment("other");
                }),
                row("recorded twice", SessionStateException.class, "recorded already", s -> {
                    s.record(folder.resolve("a.cast"));
                    s.record(folder.resolve("b.cast"));
                }),
                row(
                        "no such package",
                        PackageLoadException.class,
                        "module 'none' not found",
                        s -> s.loadPackage("none")),
                row(
                        "a broken package",
                        PackageLoadException.class,
                        "boom",
                        s -> s.loadPackage("broken", Files.writeString(folder.resolve("broken.lua"), "error('boom')"))),
                row(
                        "no such file",
                        ScriptFileException.class,
                        "none.lua",
                        s -> s.loadPackage("none", folder.resolve("none.lua"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("deeds")
    void isThrown(String what, Class<? extends Exception> expected, String message, Deed deed) {
        try (Session session = sessions.manager.open("e" + ++made)) {
            Throwable thrown = catchThrowable(() -> deed.on(session));

            assertThat(thrown)
                    .isExactlyInstanceOf(expected)
                    .isInstanceOf(LuariumException.class)
                    .hasMessageContaining(message);
            if (expected.getPackage().equals(Session.class.getPackage())) {
                assertThat(thrown).isInstanceOf(InteractiveSessionException.class);
                assertThat(((InteractiveSessionException) thrown).session()).isNotEmpty();
            }
            if (message.equals("exit 3")) {
                assertThat(((SessionStateException) thrown).exit().orElseThrow().code())
                        .hasValue(3);
            }
            session.interrupt();
        }
    }
}
