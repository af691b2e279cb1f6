// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.luarium.extension.spi.CallCancelledException;
import org.luarium.extension.spi.CallFailedException;
import org.luarium.extension.spi.CallTimeoutException;
import org.luarium.extension.spi.LinkClosedException;
import org.luarium.extension.spi.TooManyCallsException;
import org.luarium.extension.spi.ValueException;

/**
 * One side of a link: calls objects of the other side, and serves calls of its own. {@code docs/extension-protocol.md} specifies the frames. Thread-safe.
 *
 * <p>Who waits for an answer reads the link itself as long as that pays; else a {@link Reader} does. A call that comes back while somebody waits is served by the thread that waits.
 */
public final class Peer implements Caller, AutoCloseable {
    static final int VERSION = 1;
    private static final String GREETING = "luarium-extension";
    private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final PeerOptions options;
    private final Codecs codecs;
    private final Watch watch;
    private final CallObserver observer;
    private final References references;
    private final Releases releases;
    private final OutputStream stream;
    private final Sender sender;
    private final Outbox outbox;
    private final Reader reader;
    private final Workers workers;
    private final Server server;
    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, Call> calls = new ConcurrentHashMap<>();
    private final Semaphore window;
    private final CompletableFuture<@Nullable Void> greeted = new CompletableFuture<>();
    private volatile boolean hasGreeted;
    private final AtomicReference<@Nullable LinkClosedException> closed = new AtomicReference<>();
    private final CompletableFuture<LinkClosedException> end = new CompletableFuture<>();
    private final long callNanos;
    private long lookedNanos; // of the watch

    /**
     * Creates one side; {@link #start} begins.
     *
     * @param options its limits
     * @param codecs how values are sent
     * @param in from the other side; {@code available()} tells whether a read would wait
     * @param out to the other side; closing it must not wait for a write that is under way
     * @param watch what looks after it
     * @param observer hears of every call to the other side
     */
    public Peer(
            PeerOptions options, Codecs codecs, InputStream in, OutputStream out, Watch watch, CallObserver observer) {
        this.options = options;
        this.codecs = codecs;
        this.watch = watch;
        this.observer = observer;
        references = new References(this, options.references());
        releases = new Releases(this, references, options.collects(), watch);
        callNanos = options.callTime().toNanos();
        stream = out;
        workers = new Workers(options);
        sender = new Sender(out, callNanos, workers::write, this::close);
        outbox = new Outbox(options.frameBytes(), references, sender);
        server = new Server(this, options, references, outbox, workers, observer);
        reader = new Reader(this, new FrameInput(in, options.frameBytes()), workers, options.callsIn());
        window = new Semaphore(options.callsOut());
    }

    /** Lends an object under a number that both sides know, from 0 to 65,535. */
    public <T> Peer lend(long number, Class<T> type, T object) {
        references.lendForEver(number, object, codecs.remoteInterface(type));
        return this;
    }

    /** Lends an object for as long as the link lasts, and gives its number. */
    public long lend(Class<?> type, Object object) {
        return references.lendForEver(object, codecs.remoteInterface(type));
    }

    /** What can be called of an interface. */
    public List<String> methods(Class<?> type) {
        return codecs.remoteInterface(type).methods().stream()
                .map(RemoteMethod::key)
                .toList();
    }

    /** The context class loader of threads that serve calls from now on. */
    public void contextLoader(ClassLoader loader) {
        workers.contextLoader(loader);
    }

    /** An object of the other side under a number that both sides know. */
    public <T> T borrow(long number, Class<T> type) {
        return borrow(number, type, options.callTime());
    }

    /** The same, with a time of its own for each call. */
    public <T> T borrow(long number, Class<T> type, Duration callTime) {
        return type.cast(RemoteObject.proxy(this, number, codecs.remoteInterface(type), callTime));
    }

    @Override
    public Duration callTime() {
        return options.callTime();
    }

    /** Shares memory with the other side. */
    public void segments(Segments shared) {
        references.segments(shared);
    }

    /** Tells the other side that a segment is not needed any more; does not wait for it. */
    public void releaseSegment(long number) {
        releases.segment(number);
    }

    /** Begins to read, and greets. */
    public Peer start() throws IOException {
        watch.add(this);
        try {
            outbox.send(
                    "a greeting",
                    "",
                    out -> {
                        out.array(3);
                        out.integer(Frame.HELLO);
                        out.string(GREETING);
                        out.integer(VERSION);
                    },
                    null);
        } catch (IOException e) {
            close(e);
            throw e;
        }
        reader.start();
        return this;
    }

    /** Completed when the other side has greeted. */
    public CompletableFuture<@Nullable Void> greeted() {
        return greeted;
    }

    /** Completed with the reason when the link has ended. */
    public CompletableFuture<LinkClosedException> end() {
        return end;
    }

    @Override
    public String name() {
        return options.name();
    }

    /** Calls to the other side that were not answered yet. */
    public int pending() {
        return calls.size();
    }

    /** Calls of the other side that run here. */
    public int serving() {
        return server.size();
    }

    /** Whether this thread serves a call of the other side. */
    public boolean servesHere() {
        Incoming current = Incoming.current();
        return current != null && current.peer == this;
    }

    /** Objects that the other side has of this one, those lent for ever aside. */
    public int lent() {
        return references.lentCount();
    }

    /** Objects of the other side that somebody has here. */
    public int borrowed() {
        return references.borrowedCount();
    }

    // ---- calling

    @Override
    public @Nullable Object call(
            long target, RemoteMethod method, @Nullable Object @Nullable [] arguments, Duration time) throws Throwable {
        if (method.oneWay()) {
            send(null, 0, 0, 0, target, method.key(), out -> method.writeArguments(out, arguments, references));
            return null;
        }
        CompletableFuture<@Nullable Object> future = method.async() ? new RemoteFuture() : null;
        Call call = begin(
                target,
                method.key(),
                method,
                method.result(),
                time,
                future,
                out -> method.writeArguments(out, arguments, references));
        return future == null ? await(call) : future;
    }

    /**
     * Calls a method by its name, with values of which nothing is declared here.
     *
     * @return the result, likewise
     */
    public CompletableFuture<@Nullable Object> invoke(long target, String method, List<?> arguments) {
        CompletableFuture<@Nullable Object> future = new RemoteFuture();
        begin(
                target,
                method,
                null,
                codecs.any(),
                options.callTime(),
                future,
                out -> codecs.of(List.class).write(out, arguments, references));
        return future;
    }

    private Call begin(
            long target,
            String key,
            @Nullable RemoteMethod method,
            Codec result,
            Duration time,
            @Nullable CompletableFuture<@Nullable Object> future,
            Outbox.Body arguments) {
        Incoming current = Incoming.current();
        Incoming outer = current != null && current.peer == this ? current : null;
        int depth = outer == null ? 0 : outer.depth + 1;
        if (depth > options.nesting()) {
            throw new TooManyCallsException(
                    "calls between " + name() + " and the other side are nested more than " + options.nesting()
                            + " deep",
                    null);
        }
        takePlace(key);
        boolean sent = false;
        Call call = new Call(ids.incrementAndGet(), key, method, result, depth, time, future);
        try {
            if (future instanceof RemoteFuture remote) {
                remote.call = call;
            }
            calls.put(call.id, call);
            watch.wake();
            send(call, call.id, outer == null ? 0 : outer.id, depth, target, key, arguments);
            sent = true;
        } finally {
            if (!sent && calls.remove(call.id) != null) {
                window.release();
            }
        }
        if (isClosed()) {
            // It may have ended before the call was seen.
            fail(call, closed());
        }
        return call;
    }

    private void takePlace(String key) {
        if (window.tryAcquire()) {
            return;
        }
        try {
            if (window.tryAcquire(callNanos, TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CallCancelledException(key + " was not called: interrupted", e);
        }
        throw new TooManyCallsException(
                key + " was not called: " + options.callsOut() + " calls to " + name() + " were under way for "
                        + options.callTime(),
                null);
    }

    private void send(
            @Nullable Call call, long id, long parent, int depth, long target, String key, Outbox.Body arguments) {
        if (isClosed()) {
            throw closed();
        }
        try {
            outbox.send(
                    "the call of ",
                    key,
                    out -> {
                        out.array(8);
                        out.integer(call == null ? Frame.NOTE : Frame.CALL);
                        out.integer(id);
                        out.integer(parent);
                        out.integer(depth);
                        out.integer(target);
                        out.string(key);
                        out.integer((call == null ? options.callTime() : call.time).toMillis());
                        arguments.write(out);
                    },
                    call);
        } catch (IOException e) {
            close(e);
            throw closed();
        }
    }

    private LinkClosedException closed() {
        LinkClosedException why = closed.get();
        return why == null
                ? new LinkClosedException(name() + " is gone", null)
                : new LinkClosedException(String.valueOf(why.getMessage()), why);
    }

    @SuppressWarnings("ThreadPriorityCheck")
    private @Nullable Object await(Call call) throws Throwable {
        boolean answered = reader.await(call);
        call.leave().forEach(workers::serveLate);
        if (!answered && calls.remove(call.id) != null) {
            window.release();
            cancelRemote(call.id);
            boolean interrupted = Thread.currentThread().isInterrupted();
            CallFailedException why = interrupted
                    ? new CallCancelledException(call.what + " of " + name() + " was cancelled: interrupted", null)
                    : late(call);
            observe(call, 0, true);
            throw why;
        }
        while (!call.isDone()) {
            // Its answer is just being read.
            Thread.yield();
        }
        return call.value();
    }

    private CallTimeoutException late(Call call) {
        return new CallTimeoutException(call.what + " of " + name() + " was not answered within " + call.time, null);
    }

    private void cancelRemote(long id) {
        notice(Frame.CANCEL, id, List.of());
    }

    /** The future of a call, whose cancellation reaches the other side. */
    private final class RemoteFuture extends CompletableFuture<@Nullable Object> {
        private volatile @Nullable Call call;

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            boolean now = super.cancel(mayInterruptIfRunning);
            Call mine = call;
            if (now && mine != null && calls.remove(mine.id) != null) {
                window.release();
                cancelRemote(mine.id);
                observe(mine, 0, true);
            }
            return now;
        }
    }

    private void observe(Call call, long received, boolean failed) {
        observer.called(call.what, System.nanoTime() - call.began, call.sentBytes, received, failed);
    }

    // ---- being answered, and called

    /** A frame has come. Returns whether it was the answer of somebody who waits elsewhere. */
    boolean handle(Input in, Leadership.Lead lead, boolean mayServe) throws IOException {
        try {
            int size = in.array();
            int type = in.integer(0, Frame.MOST);
            if (type == Frame.HELLO) {
                hello(in, lead);
                return false;
            }
            if (!hasGreeted) {
                throw new ProtocolException("there was no greeting");
            }
            switch (type) {
                case Frame.CALL, Frame.NOTE -> {
                    server.called(in, type == Frame.NOTE, lead, mayServe);
                    return false;
                }
                case Frame.RESULT, Frame.ERROR -> {
                    return answered(in, type == Frame.ERROR, lead, mayServe);
                }
                case Frame.CANCEL -> server.cancel(in.integer(), lead);
                case Frame.RELEASE -> releases.read(in, size);
                case Frame.COLLECT -> releases.collect();
                default -> throw new ProtocolException("frame of unknown type " + type);
            }
            return false;
        } catch (ValueException e) {
            throw new ProtocolException("a frame cannot be understood: " + e.getMessage());
        }
    }

    private void hello(Input in, Leadership.Lead lead) throws ProtocolException {
        if (hasGreeted || !in.string().equals(GREETING)) {
            throw new ProtocolException("the greeting is wrong");
        }
        long version = in.integer();
        if (version != VERSION) {
            throw new ProtocolException("it speaks version " + version + " of the protocol, not " + VERSION);
        }
        // From here on another thread may lead, and handle what follows the greeting.
        hasGreeted = true;
        busy(lead);
        greeted.complete(null);
        boolean unused = lead.resume();
    }

    /** What follows may run code of others, or wait for the other side to read. */
    void busy(Leadership.Lead lead) {
        watch.wake();
        lead.busy();
    }

    /** A call to the other side that was not answered yet. */
    @Nullable
    Call pendingCall(long id) {
        return calls.get(id);
    }

    /** Sends the answer of a call of the other side. */
    void answer(Incoming incoming, @Nullable Object result, @Nullable Throwable thrown) {
        server.answer(incoming, result, thrown);
    }

    private boolean answered(Input in, boolean failed, Leadership.Lead lead, boolean mayServe) {
        Call call = calls.remove(in.integer());
        int begin = in.position();
        if (call == null) {
            // It came too late. What was lent with it is given back.
            if (!failed) {
                references.giveBack(in, begin);
                in.done(references);
            }
            return false;
        }
        Object value = null;
        Throwable error = null;
        int end = begin;
        try {
            if (failed) {
                error = Failures.read(in, call.method, name());
            } else {
                value = call.result.read(in, references);
                references.keep(in);
                in.done(references);
            }
            end = in.position();
        } catch (Throwable e) {
            // Nobody else would ever answer that call.
            references.giveBack(in, begin);
            in.done(references);
            error = new ValueException(
                    "what " + call.what + " of " + name() + " gave cannot be understood: " + e.getMessage(), e);
        }
        observe(call, end - begin, error != null);
        if (call.future == null) {
            window.release();
            boolean elsewhere = call.waiter != Thread.currentThread();
            call.answer(value, error);
            return elsewhere;
        }
        Object result = value;
        Throwable problem = error == null ? null : Failures.asFuture(error);
        if (mayServe) {
            busy(lead);
            complete(call, result, problem);
            boolean unused = lead.resume();
        } else {
            workers.complete(() -> complete(call, result, problem));
        }
        return false;
    }

    private void fail(Call call, CallFailedException why) {
        if (calls.remove(call.id) == null) {
            return;
        }
        observe(call, 0, true);
        if (call.future == null) {
            window.release();
            call.answer(null, why);
        } else {
            workers.complete(() -> complete(call, null, why));
        }
    }

    /** Keeps the place of a call until here, so that no more of this can wait than there are places. */
    private void complete(Call call, @Nullable Object result, @Nullable Throwable problem) {
        window.release();
        call.complete(result, problem);
    }

    // ---- looking after

    /** Whether nothing goes on any more that somebody waits for. */
    boolean isQuiet() {
        return calls.isEmpty();
    }

    /** Called often. Returns whether it should be. */
    boolean tick(long now) {
        boolean active = reader.tick(now);
        if (now - lookedNanos > LATE_NANOS) {
            lookedNanos = now;
            if (sender.isStuck(now)) {
                close(new IOException("it does not read what it is sent"));
            }
            releases.sendUnused();
            failLate(now);
        }
        return active || !calls.isEmpty() || sender.isWriting();
    }

    private void failLate(long now) {
        List<Long> late = new ArrayList<>(0);
        for (Call call : calls.values()) {
            if (call.future != null && now - call.deadline > 0) {
                fail(call, late(call));
                late.add(call.id);
            }
        }
        if (!late.isEmpty()) {
            aside(() -> late.forEach(this::cancelRemote));
        }
    }

    /** Runs what may wait for the other side to read. */
    void aside(Runnable task) {
        if (!workers.aside(task)) {
            close(new IOException("it does not read what it is sent"));
        }
    }

    /** Many objects are lent: perhaps the other side needs few of them. */
    @Override
    public void askToCollect() {
        notice(Frame.COLLECT, 0, List.of());
    }

    /** Tells the other side something that has no answer. */
    void notice(int type, long id, List<Long> numbers) {
        if (isClosed()) {
            return;
        }
        try {
            outbox.notice(type, id, numbers);
        } catch (IOException e) {
            close(e);
        }
    }

    boolean isClosed() {
        return closed.get() != null;
    }

    /** Ends the link: who waits is told so, and calls of the other side are interrupted. Does nothing the second time. */
    @Override
    public void close() {
        close(new LinkClosedException(name() + " was closed", null));
    }

    /** Ends the link for a reason. */
    public void close(Throwable cause) {
        LinkClosedException why = cause instanceof LinkClosedException known
                ? known
                : new LinkClosedException(
                        "the link to " + name() + " has ended: "
                                + (cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage()),
                        cause);
        if (!closed.compareAndSet(null, why)) {
            return;
        }
        watch.remove(this);
        sender.close();
        for (Call call : calls.values()) {
            fail(call, closed());
        }
        server.close();
        references.clear();
        workers.close();
        try {
            reader.close();
        } catch (IOException e) {
            why.addSuppressed(e);
        }
        try {
            stream.close();
        } catch (IOException e) {
            why.addSuppressed(e);
        }
        greeted.completeExceptionally(why);
        end.complete(why);
    }
}
