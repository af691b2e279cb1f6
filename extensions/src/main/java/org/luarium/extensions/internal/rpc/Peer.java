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
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.luarium.extension.spi.CallCancelledException;
import org.luarium.extension.spi.CallFailedException;
import org.luarium.extension.spi.CallTimeoutException;
import org.luarium.extension.spi.LinkClosedException;
import org.luarium.extension.spi.TooManyCallsException;
import org.luarium.extension.spi.ValueException;

/**
 * One side of a link: calls objects of the other side, and serves calls of its own. {@code docs/extensions.md} specifies the frames. Thread-safe.
 *
 * <p>Who waits for an answer reads the link itself as long as that pays; else a {@link Reader} does. A call that comes back while somebody waits is served by the thread that waits.
 */
public final class Peer implements AutoCloseable {
    static final int VERSION = 1;
    /** Instead of a count: what is released is a segment. */
    private static final long SEGMENT = -1;

    private static final int OUTPUTS = 16;
    private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long COLLECT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final PeerOptions options;
    private final Codecs codecs;
    private final Watch watch;
    private final CallObserver observer;
    private final References references;
    private final Sender sender;
    private final Reader reader;
    private final Workers workers;
    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, Call> calls = new ConcurrentHashMap<>();
    private final Map<Long, Incoming> serving = new ConcurrentHashMap<>();
    private final Semaphore window;
    private final ConcurrentLinkedQueue<Output> outputs = new ConcurrentLinkedQueue<>();
    private final AtomicInteger outputCount = new AtomicInteger();
    private final CompletableFuture<@Nullable Void> greeted = new CompletableFuture<>();
    private final CompletableFuture<LinkClosedException> end = new CompletableFuture<>();
    private final AtomicBoolean collecting = new AtomicBoolean();
    private final ConcurrentLinkedQueue<Long> releasedSegments = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean releasing = new AtomicBoolean();
    private volatile long lookedNanos;
    private volatile long collectedNanos;

    /**
     * Creates one side; {@link #start} begins.
     *
     * @param options its limits
     * @param codecs how values are sent
     * @param in from the other side; {@code available()} tells whether a read would wait
     * @param out to the other side
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
        sender = new Sender(out, options.callTime().toNanos());
        workers = new Workers(options);
        reader = new Reader(this, new FrameInput(in, options.frameBytes()), workers, options.callsIn());
        window = new Semaphore(options.callsOut());
    }

    /** Lends an object under a number that both sides know. */
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

    Duration callTime() {
        return options.callTime();
    }

    /** Shares memory with the other side. */
    public void segments(Segments shared) {
        references.segments(shared);
    }

    /** Tells the other side that a segment is not needed any more; does not wait for it. */
    public void releaseSegment(long number) {
        releasedSegments.add(number);
        if (!end.isDone() && releasing.compareAndSet(false, true)) {
            aside(this::sendReleased);
        }
    }

    private void sendReleased() {
        releasing.set(false);
        List<Long> pairs = new ArrayList<>();
        for (Long number = releasedSegments.poll(); number != null; number = releasedSegments.poll()) {
            pairs.add(number);
            pairs.add(SEGMENT);
        }
        if (!pairs.isEmpty()) {
            control(Frame.RELEASE, 0, pairs);
        }
    }

    /** Begins to read, and greets. */
    public Peer start() throws IOException {
        watch.add(this);
        Output out = output();
        out.array(3);
        out.integer(Frame.HELLO);
        out.string("luarium-extension");
        out.integer(VERSION);
        out.finish("a greeting");
        sender.send(out.bytes(), out.size());
        recycle(out);
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

    public String name() {
        return options.name();
    }

    /** Calls to the other side that were not answered yet. */
    public int pending() {
        return calls.size();
    }

    /** Calls of the other side that run here. */
    public int serving() {
        return serving.size();
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

    @Nullable
    Object call(long target, RemoteMethod method, @Nullable Object @Nullable [] arguments, Duration time)
            throws Throwable {
        if (method.oneWay()) {
            send(
                    Frame.NOTE,
                    0,
                    0,
                    0,
                    target,
                    method.key(),
                    0,
                    out -> method.writeArguments(out, arguments, references));
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

    private interface Arguments {
        void write(Output out);
    }

    private Call begin(
            long target,
            String key,
            @Nullable RemoteMethod method,
            Codec result,
            Duration time,
            @Nullable CompletableFuture<@Nullable Object> future,
            Arguments arguments) {
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
            call.sentBytes = send(
                    Frame.CALL, call.id, outer == null ? 0 : outer.id, depth, target, key, time.toMillis(), arguments);
            sent = true;
        } finally {
            if (!sent && calls.remove(call.id) != null) {
                window.release();
            }
        }
        if (end.isDone()) {
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
            if (window.tryAcquire(options.callTime().toNanos(), TimeUnit.NANOSECONDS)) {
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

    private long send(
            int type, long id, long parent, int depth, long target, String key, long millis, Arguments arguments) {
        if (end.isDone()) {
            throw closed();
        }
        Output out = output();
        boolean sent = false;
        try {
            out.array(8);
            out.integer(type);
            out.integer(id);
            out.integer(parent);
            out.integer(depth);
            out.integer(target);
            out.string(key);
            out.integer(millis);
            arguments.write(out);
            out.finish("the call of " + key);
            sender.send(out.bytes(), out.size());
            sent = true;
            return out.size();
        } catch (IOException e) {
            close(e);
            throw closed();
        } finally {
            if (!sent) {
                out.undo(references);
            }
            recycle(out);
        }
    }

    private LinkClosedException closed() {
        LinkClosedException why = end.getNow(null);
        return why == null
                ? new LinkClosedException(name() + " is gone", null)
                : new LinkClosedException(String.valueOf(why.getMessage()), why);
    }

    private @Nullable Object await(Call call) throws Throwable {
        boolean answered = reader.await(call);
        for (Incoming nested : call.leave()) {
            workers.completing(nested);
        }
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
            Thread.onSpinWait();
        }
        return call.value();
    }

    private CallTimeoutException late(Call call) {
        return new CallTimeoutException(call.what + " of " + name() + " was not answered within " + call.time, null);
    }

    private void cancelRemote(long id) {
        control(Frame.CANCEL, id, List.of());
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
        int type;
        try {
            int size = in.array();
            type = in.integer(0, Frame.MOST);
            if (type == Frame.HELLO) {
                hello(in);
                return false;
            }
            if (!greeted.isDone()) {
                throw new ProtocolException("there was no greeting");
            }
            switch (type) {
                case Frame.CALL, Frame.NOTE -> {
                    called(in, type == Frame.NOTE, lead, mayServe);
                    return false;
                }
                case Frame.RESULT, Frame.ERROR -> {
                    return answered(in, type == Frame.ERROR, lead, mayServe);
                }
                case Frame.CANCEL -> {
                    Incoming incoming = serving.get(in.integer());
                    if (incoming != null) {
                        incoming.cancel();
                    }
                }
                case Frame.RELEASE -> {
                    in.skip();
                    for (int i = 2; i + 1 < size; i += 2) {
                        long number = in.integer();
                        long count = in.integer();
                        if (count == SEGMENT) {
                            references.segments().released(number);
                        } else {
                            references.release(number, count);
                        }
                    }
                }
                case Frame.COLLECT -> collect();
                default -> throw new ProtocolException("frame of unknown type " + type);
            }
            return false;
        } catch (ValueException e) {
            throw new ProtocolException("a frame cannot be understood: " + e.getMessage());
        }
    }

    private void hello(Input in) throws ProtocolException {
        if (greeted.isDone() || !in.string().equals("luarium-extension")) {
            throw new ProtocolException("the greeting is wrong");
        }
        long version = in.integer();
        if (version != VERSION) {
            throw new ProtocolException("it speaks version " + version + " of the protocol, not " + VERSION);
        }
        greeted.complete(null);
    }

    private void called(Input in, boolean note, Leadership.Lead lead, boolean mayServe) {
        long id = in.integer();
        long parent = in.integer();
        int depth = in.integer(0, Integer.MAX_VALUE);
        long target = in.integer();
        String key = in.string();
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(in.integer());
        Incoming incoming;
        int begin = in.position();
        try {
            incoming = note
                    ? incoming(
                            in, 0, depth, System.nanoTime() + options.callTime().toNanos(), target, key)
                    : incoming(in, id, depth, deadline, target, key);
            in.done(references);
        } catch (CallFailedException e) {
            in.discard(begin, references);
            if (!note) {
                lead.busy();
                error(id, e);
                boolean unused = lead.resume();
            }
            return;
        }
        if (note) {
            if (!workers.inOrder(incoming)) {
                observer.dropped(key);
            }
            return;
        }
        serving.put(id, incoming);
        Call outer = parent == 0 ? null : calls.get(parent);
        if (outer != null && outer.waiter == Thread.currentThread()) {
            serve(incoming, lead);
        } else if (outer == null || !outer.offer(incoming)) {
            if (mayServe && !incoming.method.slow() && serving.size() <= options.callsIn()) {
                serve(incoming, lead);
            } else {
                try {
                    workers.execute(incoming);
                } catch (RejectedExecutionException e) {
                    answer(
                            incoming,
                            null,
                            new TooManyCallsException(
                                    key + " was refused: " + options.callsIn() + " calls run in " + name() + " and "
                                            + options.callsWaiting() + " wait",
                                    null));
                }
            }
        }
    }

    private void serve(Incoming incoming, Leadership.Lead lead) {
        watch.wake();
        lead.busy();
        incoming.run();
        boolean unused = lead.resume();
    }

    private Incoming incoming(Input in, long id, int depth, long deadline, long target, String key) {
        References.Lent lent = references.find(target);
        if (depth > options.nesting()) {
            throw new TooManyCallsException("calls are nested more than " + options.nesting() + " deep", null);
        }
        int begin = in.position();
        int count = in.array();
        in.leave();
        List<RemoteMethod> fitting = lent.type.find(key, count);
        ValueException refused = null;
        for (RemoteMethod method : fitting) {
            try {
                in.back(begin);
                return new Incoming(
                        this, id, depth, deadline, lent.object, method, method.readArguments(in, references));
            } catch (ValueException e) {
                refused = e;
            }
        }
        throw new ValueException(
                "the arguments do not fit " + fitting + ": " + (refused == null ? "" : refused.getMessage()), refused);
    }

    /** Sends the answer of a call of the other side. */
    void answer(Incoming incoming, @Nullable Object result, @Nullable Throwable thrown) {
        if (incoming.id == 0 || !serving.remove(incoming.id, incoming)) {
            return;
        }
        if (thrown != null) {
            error(incoming.id, Failures.root(thrown));
            return;
        }
        Output out = output();
        boolean sent = false;
        try {
            out.array(3);
            out.integer(Frame.RESULT);
            out.integer(incoming.id);
            incoming.method.result().write(out, result, references);
            out.finish("the result of " + incoming.method.name());
            sender.send(out.bytes(), out.size());
            sent = true;
        } catch (CallFailedException e) {
            error(incoming.id, e);
        } catch (ClassCastException e) {
            error(
                    incoming.id,
                    new ValueException("the result of " + incoming.method.name() + " is not of its type", e));
        } catch (IOException e) {
            close(e);
        } finally {
            if (!sent) {
                out.undo(references);
            }
            recycle(out);
        }
    }

    private void error(long id, Throwable thrown) {
        Output out = output();
        try {
            out.array(3);
            out.integer(Frame.ERROR);
            out.integer(id);
            Failures.write(out, thrown);
            out.finish("an error");
            sender.send(out.bytes(), out.size());
        } catch (IOException e) {
            close(e);
        } finally {
            recycle(out);
        }
    }

    private boolean answered(Input in, boolean failed, Leadership.Lead lead, boolean mayServe) {
        Call call = calls.remove(in.integer());
        if (call == null) {
            // It came too late.
            in.discard(in.position(), references);
            return false;
        }
        int begin = in.position();
        Object value = null;
        Throwable error = null;
        try {
            if (failed) {
                error = Failures.read(in, call.method, name());
            } else {
                value = call.result.read(in, references);
                in.done(references);
            }
        } catch (CallFailedException e) {
            in.discard(begin, references);
            error = new ValueException(
                    "what " + call.what + " of " + name() + " gave cannot be understood: " + e.getMessage(), e);
        }
        observe(call, in.position() - begin, failed);
        window.release();
        if (call.future == null) {
            boolean elsewhere = call.waiter != Thread.currentThread();
            call.answer(value, error);
            return elsewhere;
        }
        Object result = value;
        Throwable problem = error == null ? null : Failures.asFuture(error);
        if (mayServe) {
            lead.busy();
            call.complete(result, problem);
            boolean unused = lead.resume();
        } else {
            workers.completing(() -> call.complete(result, problem));
        }
        return false;
    }

    private void fail(Call call, CallFailedException why) {
        if (calls.remove(call.id) == null) {
            return;
        }
        window.release();
        observe(call, 0, true);
        if (call.future == null) {
            call.answer(null, why);
        } else {
            workers.completing(() -> call.complete(null, why));
        }
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
            release();
            for (Call call : calls.values()) {
                if (call.future != null && now - call.deadline > 0) {
                    fail(call, late(call));
                    aside(() -> cancelRemote(call.id));
                }
            }
        }
        return active || !calls.isEmpty() || sender.isWriting();
    }

    private void release() {
        List<Long> pairs = new ArrayList<>();
        references.takeUnused().forEach(each -> {
            pairs.add(each[0]);
            pairs.add(each[1]);
        });
        if (!pairs.isEmpty()) {
            aside(() -> control(Frame.RELEASE, 0, pairs));
        }
    }

    /** Runs what may wait for the other side to read. */
    private void aside(Runnable task) {
        if (!workers.aside(task)) {
            close(new IOException("it does not read what it is sent"));
        }
    }

    /** Many objects are lent: perhaps the other side needs few of them. */
    public void askToCollect() {
        control(Frame.COLLECT, 0, List.of());
    }

    private void collect() {
        if (!options.collects()
                || System.nanoTime() - collectedNanos < COLLECT_NANOS
                || !collecting.compareAndSet(false, true)) {
            return;
        }
        workers.completing(() -> {
            System.gc();
            collectedNanos = System.nanoTime();
            collecting.set(false);
            watch.wake();
        });
    }

    private void control(int type, long id, List<Long> numbers) {
        if (end.isDone()) {
            return;
        }
        Output out = output();
        try {
            out.array(2 + numbers.size());
            out.integer(type);
            out.integer(id);
            for (long number : numbers) {
                out.integer(number);
            }
            out.finish("a notice");
            sender.send(out.bytes(), out.size());
        } catch (IOException e) {
            close(e);
        } finally {
            recycle(out);
        }
    }

    private Output output() {
        Output out = outputs.poll();
        if (out == null) {
            return new Output(options.frameBytes());
        }
        outputCount.decrementAndGet();
        return out;
    }

    private void recycle(Output out) {
        if (outputCount.get() < OUTPUTS) {
            outputCount.incrementAndGet();
            outputs.add(out.reset());
        }
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
        if (!end.complete(why)) {
            return;
        }
        watch.remove(this);
        greeted.completeExceptionally(why);
        for (Call call : calls.values()) {
            fail(call, closed());
        }
        serving.values().forEach(Incoming::cancel);
        references.clear();
        reader.close();
        workers.close();
        try {
            sender.close();
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }
}
