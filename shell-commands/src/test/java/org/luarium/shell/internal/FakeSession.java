// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.luarium.session.AttachException;
import org.luarium.session.AttachRequest;
import org.luarium.session.Attachment;
import org.luarium.session.DetachException;
import org.luarium.session.PackageLoadException;
import org.luarium.session.Session;
import org.luarium.session.SessionConfig;
import org.luarium.session.SessionEvent;
import org.luarium.session.SessionEvent.Kind;
import org.luarium.session.SessionInfo;
import org.luarium.session.SessionListener;
import org.luarium.session.SessionState;
import org.luarium.session.SessionStateException;
import org.luarium.value.LuaValue;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.LuaError;
import org.luarium.vm.Outcome;
import org.luarium.vm.Script;
import org.luarium.vm.Usage;
import org.luarium.vm.Vm;

/**
 * A session that understands {@code write TEXT}, {@code return TEXT}, {@code begin}, {@code loop}, {@code ask TEXT} and {@code exit}, and tells its
 * listeners on a thread of its own.
 */
public final class FakeSession implements Session {
    public final List<String> sent = new ArrayList<>();
    public final List<String> done = new ArrayList<>();
    public final SessionConfig config;
    private final Vm vm;
    private final Runnable onClose;
    private final ExecutorService events = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "fake-session");
        thread.setDaemon(true);
        return thread;
    });
    private final List<SessionEvent> buffer = new ArrayList<>();
    private final Map<String, FakeAttachment> attachments = new LinkedHashMap<>();
    private SessionState state = SessionState.READY;
    private @Nullable String writer;
    private @Nullable Path recording;
    private int read;

    public FakeSession(SessionConfig config, Vm vm, Runnable onClose) {
        this.config = config;
        this.vm = vm;
        this.onClose = onClose;
    }

    @Override
    public String id() {
        return config.id();
    }

    @Override
    public Vm vm() {
        return vm;
    }

    @Override
    public synchronized SessionInfo info() {
        Instant then = Instant.parse("2026-01-02T03:04:05.678Z");
        return new SessionInfo(
                id(),
                vm.id(),
                state,
                vm.info().config().persistent(),
                Optional.ofNullable(writer),
                attachments.keySet().stream()
                        .filter(name -> !name.equals(writer))
                        .toList(),
                "org.luarium.shell-commands",
                then,
                then,
                Duration.ofSeconds(7),
                sent.size(),
                0,
                2048,
                1,
                buffer.size() + 1,
                Optional.ofNullable(recording),
                Optional.empty());
    }

    public synchronized void emit(Kind kind, String source, String text) {
        SessionEvent event = SessionEvent.of(
                buffer.size() + 1,
                Instant.parse("2026-01-02T03:04:05.678Z"),
                kind,
                source,
                text.getBytes(StandardCharsets.UTF_8));
        buffer.add(event);
        List.copyOf(attachments.values()).forEach(attachment -> attachment.tell(event));
    }

    private void prompt(SessionState next) {
        state = next;
        emit(Kind.PROMPT, "", next.name());
    }

    @Override
    public synchronized void send(String input) {
        if (writer != null) {
            throw new AttachException(id(), writer + " writes now; session:attach has --take-over");
        }
        accept("", input);
    }

    private synchronized void accept(String source, String input) {
        if (state == SessionState.EXITED) {
            throw new SessionStateException(id(), "its VM has ended; open another", null);
        }
        sent.add(input);
        emit(Kind.INPUT, source, input);
        if (state == SessionState.READING) {
            emit(Kind.OUTPUT, "", "hello " + input);
            prompt(SessionState.READY);
            return;
        }
        if (state == SessionState.CONTINUATION && !input.startsWith("end")) {
            prompt(SessionState.CONTINUATION);
            return;
        }
        state = SessionState.BUSY;
        String code = input.stripTrailing();
        String rest = code.substring(code.indexOf(' ') + 1);
        String verb = code.replaceFirst(" .*", "");
        switch (verb) {
            case "write" -> emit(Kind.OUTPUT, "", rest);
            case "return" -> emit(Kind.VALUES, "", rest + "\n");
            case "ask" -> emit(Kind.OUTPUT, "", rest);
            default -> emit(Kind.ERROR_OUTPUT, "", "");
        }
        switch (verb) {
            case "loop" -> emit(Kind.OUTPUT, "", "looping\n");
            case "begin" -> prompt(SessionState.CONTINUATION);
            case "ask" -> prompt(SessionState.READING);
            case "exit" -> {
                state = SessionState.EXITED;
                emit(Kind.EXIT, "", "exit code 3");
            }
            default -> prompt(SessionState.READY);
        }
    }

    @Override
    public synchronized String read(Duration wait) {
        done.add("read " + wait);
        StringBuilder text = new StringBuilder();
        for (; read < buffer.size(); read++) {
            Kind kind = buffer.get(read).kind();
            if (kind == Kind.OUTPUT || kind == Kind.VALUES || kind == Kind.ERROR) {
                text.append(buffer.get(read).text());
            }
        }
        return text.toString();
    }

    @Override
    public ExecutionResult evaluate(String code, Duration timeout) {
        done.add("evaluate " + timeout);
        return vm.execute(Script.of(code));
    }

    @Override
    public synchronized Attachment attach(AttachRequest request, SessionListener listener) {
        String name = request.name().isEmpty() ? "n" + (attachments.size() + 1) : request.name();
        if (request.isWriter() && writer != null && !request.takesOver()) {
            throw new AttachException(id(), writer + " writes now; session:attach has --take-over and --read-only");
        }
        FakeAttachment attachment = new FakeAttachment(name, listener);
        long from = request.lastLines().orElse(0) > 0 ? 1 : request.since().orElse(Long.MAX_VALUE);
        buffer.stream().filter(event -> event.sequence() >= from).forEach(attachment::tell);
        attachments.put(name, attachment);
        if (request.isWriter()) {
            writer = name;
            emit(Kind.WRITER, name, "");
        }
        return attachment;
    }

    @Override
    public synchronized void detach(String attachment) {
        FakeAttachment found = attachments.get(attachment);
        if (found == null) {
            throw new DetachException(id(), attachment);
        }
        found.leave("somebody detached it");
    }

    @Override
    public synchronized List<String> history() {
        return List.copyOf(sent);
    }

    @Override
    public List<String> complete(String line) {
        return line.endsWith("string.fo") ? List.of("string.format") : List.of();
    }

    @Override
    public void loadPackage(String name) {
        if (name.equals("missing")) {
            throw new PackageLoadException(
                    id(),
                    name,
                    ExecutionResult.builder(vm.id(), Outcome.LUA_ERROR)
                            .error(new LuaError("module 'missing' not found:\n\tno file", "", LuaValue.nil()))
                            .usage(new Usage(Duration.ZERO, Duration.ZERO, 0))
                            .build());
        }
        done.add("load " + name);
    }

    @Override
    public void loadPackage(String name, Path file) {
        done.add("load " + name + " from " + file);
    }

    @Override
    public void setEnvironment(String name, boolean restart) {
        if (!restart) {
            throw new SessionStateException(id(), "its VM has run something; use --restart", null);
        }
        done.add("environment " + name);
    }

    @Override
    public synchronized boolean interrupt() {
        boolean something = state != SessionState.READY;
        done.add("interrupt");
        if (something) {
            emit(Kind.ERROR, "", "interrupted!\n");
            prompt(SessionState.READY);
        }
        return something;
    }

    @Override
    public void interactiveLoop(InputStream in, OutputStream out) {
        try {
            out.write(("looped over " + new String(in.readAllBytes(), StandardCharsets.UTF_8) + "\n")
                    .getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void record(Path file) {
        if (!file.getParent().toFile().isDirectory()) {
            throw new UncheckedIOException(new NoSuchFileException(file.toString()));
        }
        recording = file;
    }

    @Override
    public boolean stopRecording() {
        boolean was = recording != null;
        recording = null;
        return was;
    }

    @Override
    public CompletionStage<SessionInfo> onEnd() {
        return new CompletableFuture<>();
    }

    @Override
    public synchronized void close() {
        List.copyOf(attachments.values()).forEach(attachment -> attachment.leave("the session was terminated"));
        vm.close();
        onClose.run();
    }

    private final class FakeAttachment implements Attachment {
        private final String name;
        private final SessionListener listener;
        private volatile long position;

        FakeAttachment(String name, SessionListener listener) {
            this.name = name;
            this.listener = listener;
        }

        void tell(SessionEvent event) {
            events.execute(() -> {
                listener.event(event);
                position = event.sequence();
            });
        }

        void leave(String reason) {
            attachments.remove(name);
            if (name.equals(writer)) {
                writer = null;
            }
            events.execute(() -> listener.detached(reason));
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Session session() {
            return FakeSession.this;
        }

        @Override
        public boolean isWriter() {
            synchronized (FakeSession.this) {
                return name.equals(writer);
            }
        }

        @Override
        public void takeOver() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void send(String input) {
            synchronized (FakeSession.this) {
                if (!isWriter()) {
                    throw new AttachException(id(), "'" + name + "' may only read");
                }
                accept(name, input);
            }
        }

        @Override
        public long position() {
            return position;
        }

        @Override
        public void detach() {
            FakeSession.this.detach(name);
        }

        @Override
        public void close() {
            synchronized (FakeSession.this) {
                if (attachments.get(name) == this) {
                    leave("closed");
                }
            }
        }
    }
}
