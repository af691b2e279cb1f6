// SPDX-License-Identifier: Apache-2.0
package org.luarium.sessions.internal.session;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.luarium.session.AttachException;
import org.luarium.session.AttachRequest;
import org.luarium.session.Attachment;
import org.luarium.session.PackageLoadException;
import org.luarium.session.Session;
import org.luarium.session.SessionConfig;
import org.luarium.session.SessionInfo;
import org.luarium.session.SessionListener;
import org.luarium.session.SessionState;
import org.luarium.session.SessionStateException;
import org.luarium.sessions.internal.log.EventLog;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.Script;
import org.luarium.vm.ScriptFileException;
import org.luarium.vm.Vm;
import org.luarium.vm.VmBusyException;
import org.luarium.vm.VmInfo;
import org.luarium.vm.VmState;

/** A session: the parts it is made of, and what they do together. */
final class SessionImpl implements Session {
    private static final Duration LOAD = Duration.ofSeconds(30);
    private static final Duration COMPLETE = Duration.ofMillis(500);
    private static final Duration SLACK = Duration.ofSeconds(1);
    private static final int LARGEST_MODULE = 16 << 20;

    private final SessionConfig config;
    private final Vm vm;
    private final boolean ownsVm;
    private final String owner;
    private final SessionRegistry registry;
    private final Instant created;
    private final @Nullable Kept kept;
    private final EventLog events;
    private final Conversation conversation;
    private final Attachments attachments;
    private final Unread unread;
    private final Recording recording;
    private final AtomicInteger evaluations = new AtomicInteger();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CompletableFuture<SessionInfo> end = new CompletableFuture<>();
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private volatile boolean closed;

    /** @param kept its files, if it is persistent */
    SessionImpl(SessionConfig config, Vm vm, String owner, SessionRegistry registry, @Nullable Kept kept) {
        this.config = config;
        this.vm = vm;
        this.owner = owner;
        this.registry = registry;
        this.kept = kept;
        ownsVm = config.existingVm().isEmpty();
        created = kept == null ? registry.clock().instant() : kept.saved().created();
        events = new EventLog(config.bufferBytes(), config.patience(), registry.clock());
        if (kept != null) {
            events.attach(kept.journal());
        }
        InputStore inputs = kept == null ? InputStore.NONE : kept.inputs();
        conversation = new Conversation(config.id(), vm, events, inputs, registry.clock(), this::vmEnded);
        attachments = new Attachments(this, events, registry.deliveries(), new Attachments.Watcher() {
            @Override
            public void attached(String name) {
                conversation.touch();
                registry.tell("attached", SessionImpl.this, name, "");
            }

            @Override
            public void detached(String name) {
                conversation.touch();
                registry.tell("detached", SessionImpl.this, name, "");
            }
        });
        unread = new Unread(events);
        recording = new Recording(config.id(), events, registry.deliveries(), registry.clock());
    }

    /** To be called when it can be found. */
    void begin() {
        if (kept != null) {
            conversation.restore(kept.stored(), Past.inputs(events));
        }
        conversation.begin();
    }

    /** Leaves a persistent session to the next one who finds it; see {@link Conversation#park}. */
    void park(boolean vmStays) {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        closed = true;
        attachments.close("the sessions bundle stops");
        boolean unused = recording.end();
        conversation.park(vmStays);
        registry.forget(this);
    }

    SessionConfig config() {
        return config;
    }

    @Override
    public String id() {
        return config.id();
    }

    @Override
    public Vm vm() {
        return vm;
    }

    boolean isPersistent() {
        return kept != null;
    }

    @Override
    public SessionInfo info() {
        Instant active = Instant.ofEpochMilli(conversation.lastActivity());
        Duration idle = Duration.between(active, registry.clock().instant());
        return new SessionInfo(
                id(),
                vm.id(),
                state(),
                isPersistent(),
                attachments.writer(),
                attachments.readers(),
                owner,
                created,
                active,
                idle.isNegative() ? Duration.ZERO : idle,
                conversation.sent(),
                conversation.waiting(),
                events.outputBytes(),
                events.firstSequence(),
                events.nextSequence(),
                recording.file(),
                conversation.gone().flatMap(VmInfo::exit));
    }

    SessionState state() {
        if (closed) {
            return SessionState.CLOSED;
        }
        SessionState state = conversation.state();
        boolean waits = state == SessionState.READY || state == SessionState.CONTINUATION;
        return waits && evaluations.get() > 0 ? SessionState.BUSY : state;
    }

    boolean isUnattended() {
        return attachments.isEmpty();
    }

    Conversation conversation() {
        return conversation;
    }

    Instant created() {
        return created;
    }

    private void checkOpen() {
        if (closed) {
            throw new SessionStateException(id(), "it is closed; open another session", null);
        }
    }

    // Talking

    @Override
    public void send(String input) {
        checkOpen();
        Optional<String> writer = attachments.writer();
        if (writer.isPresent()) {
            throw new AttachException(
                    id(), "'" + writer.get() + "' has the writer's place; take it over by attaching, or wait");
        }
        conversation.send("", input);
    }

    void sendAs(String attachment, String input) {
        checkOpen();
        conversation.send(attachment, input);
    }

    @Override
    public String read(Duration wait) {
        checkOpen();
        try {
            conversation.awaitSettled(nanos(wait));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return unread.take();
    }

    private static long nanos(Duration duration) {
        try {
            return duration.toNanos();
        } catch (ArithmeticException e) {
            return duration.isNegative() ? 0 : Long.MAX_VALUE;
        }
    }

    @Override
    public ExecutionResult evaluate(String code, Duration timeout) {
        return evaluateAsync(code, timeout).await();
    }

    /** Something that runs beside what was sent. */
    final class Evaluation {
        private final CompletableFuture<ExecutionResult> future;
        private final Duration limit;
        private final long end;

        private Evaluation(CompletableFuture<ExecutionResult> future, Duration limit) {
            this.future = future;
            this.limit = limit;
            end = System.nanoTime() + nanos(limit.plus(limit).plus(SLACK));
        }

        ExecutionResult await() {
            try {
                return future.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                future.cancel(true);
                throw new SessionStateException(
                        id(), "its VM was not free for " + limit + "; interrupt() what runs, or wait longer", null);
            } catch (InterruptedException e) {
                future.cancel(true);
                Thread.currentThread().interrupt();
                throw new SessionStateException(id(), "the thread that waited was interrupted", null);
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
            }
        }
    }

    Evaluation evaluateAsync(String code, Duration timeout) {
        return begin(Script.prompt(code).withEcho(false), timeout);
    }

    private Evaluation begin(Script script, Duration timeout) {
        checkOpen();
        conversation.touch();
        CompletableFuture<ExecutionResult> future = vm.executeAsync(script.withTimeout(timeout));
        evaluations.incrementAndGet();
        CompletableFuture<ExecutionResult> unused = future.whenComplete((result, error) -> {
            evaluations.decrementAndGet();
            conversation.touch();
            if (result != null && result.stateLost() && vm.info().state() != VmState.DEAD) {
                conversation.restarted(Conversation.restartReason(result));
            }
        });
        return new Evaluation(future, timeout);
    }

    @Override
    public boolean interrupt() {
        return conversation.interrupt();
    }

    @Override
    public void interactiveLoop(InputStream in, OutputStream out) {
        new TerminalLoop(this, in, out).run();
    }

    // Attachments

    @Override
    public Attachment attach(AttachRequest request, SessionListener listener) {
        return attachments.attach(request, listener);
    }

    @Override
    public void detach(String attachment) {
        attachments.detach(attachment);
    }

    @Override
    public void record(Path file) {
        checkOpen();
        recording.begin(file);
    }

    @Override
    public boolean stopRecording() {
        return recording.end();
    }

    // What the VM knows

    @Override
    public List<String> history() {
        return conversation.history();
    }

    @Override
    public List<String> complete(String line) {
        Snippets.Word word = Snippets.Word.endOf(line);
        SessionState state = state();
        boolean waits = state == SessionState.READY || state == SessionState.CONTINUATION;
        if (word.isEmpty() || !waits || vm.info().state() != VmState.READY) {
            return List.of();
        }
        CompletableFuture<ExecutionResult> future = null;
        try {
            future = vm.executeAsync(word.script().withTimeout(COMPLETE));
            return word.words(future.get(COMPLETE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            future.cancel(true);
            Thread.currentThread().interrupt();
            return List.of();
        } catch (TimeoutException e) {
            future.cancel(true);
            return List.of();
        } catch (ExecutionException | RuntimeException e) {
            return List.of();
        }
    }

    @Override
    public void loadPackage(String name) {
        Snippets.checkModule(name);
        checkOpen();
        conversation.requireAlive();
        try {
            vm.makeAvailable(name, LOAD);
        } catch (VmBusyException e) {
            SessionStateException busy = new SessionStateException(
                    id(), "its VM did not become free within " + LOAD.toSeconds() + " s", null);
            busy.addSuppressed(e);
            throw busy;
        }
        load(name, Snippets.require(name));
    }

    @Override
    public void loadPackage(String name, Path file) {
        Snippets.checkModule(name);
        load(name, Snippets.load(name, file.toString(), source(file)));
    }

    private void load(String name, Script script) {
        conversation.requireAlive();
        ExecutionResult result = begin(script, LOAD).await();
        if (!result.success()) {
            throw new PackageLoadException(id(), name, result);
        }
    }

    private static byte[] source(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] source = in.readNBytes(LARGEST_MODULE + 1);
            if (source.length > LARGEST_MODULE) {
                throw new ScriptFileException(file, "it has more than 16 MiB", null);
            }
            return source;
        } catch (IOException e) {
            String reason = Files.isDirectory(file) ? "it is a directory" : "it cannot be read: " + e;
            throw new ScriptFileException(file, reason, e);
        }
    }

    @Override
    public void setEnvironment(String name, boolean restart) {
        checkOpen();
        conversation.requireAlive();
        if (!restart && vm.info().scripts() > 0) {
            throw new SessionStateException(
                    id(), "its VM has run something, which it would forget; allow a restart", null);
        }
        vm.reset(name);
        conversation.restarted("the process was replaced by a fresh one, with environment " + name);
    }

    // Ends

    private void vmEnded() {
        registry.tell("exited", this, "", conversation.gone().map(End::of).orElse(""));
        end.complete(info());
    }

    @Override
    public CompletionStage<SessionInfo> onEnd() {
        return end.minimalCompletionStage();
    }

    @Override
    public void close() {
        close("closed", "closed");
    }

    /** Ends it once; whoever comes second does not wait. */
    void close(String topic, String reason) {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        closed = true;
        if (ownsVm) {
            vm.close();
        } else {
            conversation.interrupt();
        }
        conversation.close();
        attachments.close(reason);
        boolean unused = recording.end();
        events.close();
        if (kept != null) {
            kept.close();
            kept.folder().delete();
        }
        registry.forget(this);
        end.complete(info());
        gone.complete(null);
        registry.tell(topic, this, "", reason);
    }

    /** Completed when it is closed. */
    CompletionStage<Void> closing() {
        return gone;
    }

    @Override
    public String toString() {
        return "session " + id();
    }
}
