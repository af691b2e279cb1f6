// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.luarium.extension.spi.CallFailedException;
import org.luarium.extension.spi.TooManyCallsException;
import org.luarium.extension.spi.ValueException;

/** Serves the calls of the other side. Thread-safe. */
final class Server {
    /** Frames of the largest size that may wait. */
    private static final int FRAMES = 8;

    private final Peer peer;
    private final PeerOptions options;
    private final References references;
    private final Outbox outbox;
    private final Workers workers;
    private final CallObserver observer;
    private final int most;
    private final int mostNested;
    private final long mostBytes;
    /** Of the calls that wait or run. */
    private final AtomicLong bytes = new AtomicLong();

    private final Map<Long, Incoming> serving = new ConcurrentHashMap<>();

    Server(
            Peer peer,
            PeerOptions options,
            References references,
            Outbox outbox,
            Workers workers,
            CallObserver observer) {
        this.peer = peer;
        this.options = options;
        this.references = references;
        this.outbox = outbox;
        this.workers = workers;
        this.observer = observer;
        most = options.callsIn() + options.callsWaiting();
        mostNested = most + options.callsIn() * options.nesting();
        mostBytes = (long) FRAMES * options.frameBytes();
    }

    int size() {
        return serving.size();
    }

    /** A call has come whose type was read. */
    void called(Input in, boolean note, Leadership.Lead lead, boolean mayServe) throws ProtocolException {
        long id = in.integer();
        long parent = in.integer();
        int claimed = in.integer(0, Integer.MAX_VALUE);
        long target = in.integer();
        String key = in.string();
        long nanos = TimeUnit.MILLISECONDS.toNanos(in.integer());
        if (!note && (id <= 0 || serving.containsKey(id))) {
            throw new ProtocolException("a call has the number " + id + ", which is in use or none");
        }
        Call outer = parent == 0 ? null : peer.pendingCall(parent);
        // Who calls back may not say how deep it is.
        int depth = outer == null ? claimed : Math.max(claimed, outer.depth + 1);
        int begin = in.position();
        Incoming incoming;
        try {
            check(in, key, depth, note ? Integer.MAX_VALUE : outer == null ? most : mostNested);
            incoming = read(in, note ? 0 : id, depth, note ? options.callTime().toNanos() : nanos, target, key);
            references.keep(in);
            in.done(references);
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            references.giveBack(in, begin);
            in.done(references);
            refuse(note, id, key, lead, Failures.asValue("the call of " + key + " cannot be understood", e));
            return;
        }
        bytes.addAndGet(incoming.bytes);
        if (note) {
            if (!workers.inOrder(incoming)) {
                bytes.addAndGet(-incoming.bytes);
                observer.dropped(key);
            }
            return;
        }
        serving.put(id, incoming);
        if (outer != null && outer.waiter == Thread.currentThread()) {
            serve(incoming, lead);
        } else if (outer == null || !outer.offer(incoming)) {
            if (mayServe && !incoming.method.slow() && serving.size() <= options.callsIn()) {
                serve(incoming, lead);
            } else {
                serveElsewhere(incoming, lead);
            }
        }
    }

    private void serve(Incoming incoming, Leadership.Lead lead) {
        peer.busy(lead);
        incoming.run();
        boolean unused = lead.resume();
    }

    private void serveElsewhere(Incoming incoming, Leadership.Lead lead) {
        try {
            workers.serve(incoming);
        } catch (RejectedExecutionException e) {
            peer.busy(lead);
            answer(incoming, null, tooMany(incoming.method.key()));
            boolean unused = lead.resume();
        }
    }

    private TooManyCallsException tooMany(String key) {
        return new TooManyCallsException(
                key + " was refused: " + options.callsIn() + " calls run in " + options.name() + " and "
                        + options.callsWaiting() + " wait",
                null);
    }

    private void refuse(boolean note, long id, String key, Leadership.Lead lead, CallFailedException why) {
        if (note) {
            observer.dropped(key);
            return;
        }
        peer.busy(lead);
        error(id, why);
        boolean unused = lead.resume();
    }

    private void check(Input in, String key, int depth, int mostCalls) {
        if (serving.size() >= mostCalls) {
            throw tooMany(key);
        }
        if (depth > options.nesting()) {
            throw new TooManyCallsException("calls are nested more than " + options.nesting() + " deep", null);
        }
        long now = bytes.get();
        if (now > 0 && now + in.size() > mostBytes) {
            throw new TooManyCallsException(
                    key + " was refused: its " + in.size() + " bytes and the " + now + " of those that run and wait in "
                            + options.name() + " are more than " + mostBytes,
                    null);
        }
    }

    private Incoming read(Input in, long id, int depth, long nanos, long target, String key) {
        References.Lent lent = references.find(target);
        int begin = in.position();
        int count = in.array();
        List<RemoteMethod> fitting = lent.type.find(key, count);
        long deadline = System.nanoTime() + nanos;
        ValueException refused = null;
        for (RemoteMethod method : fitting) {
            try {
                in.back(begin);
                return new Incoming(
                        peer,
                        id,
                        in.size(),
                        depth,
                        deadline,
                        lent.object,
                        method,
                        method.readArguments(in, references));
            } catch (ValueException e) {
                references.forget(in);
                refused = e;
            }
        }
        in.back(begin);
        throw new ValueException(
                "the arguments do not fit " + fitting + ": " + (refused == null ? "" : refused.getMessage()), refused);
    }

    /** Sends the answer of a call of the other side. */
    void answer(Incoming incoming, @Nullable Object result, @Nullable Throwable thrown) {
        if (incoming.id != 0 && !serving.remove(incoming.id, incoming)) {
            return;
        }
        bytes.addAndGet(-incoming.bytes);
        if (incoming.id == 0) {
            return;
        }
        if (thrown != null) {
            error(incoming.id, Failures.root(thrown));
            return;
        }
        try {
            outbox.send(
                    "the result of ",
                    incoming.method.key(),
                    out -> {
                        out.array(3);
                        out.integer(Frame.RESULT);
                        out.integer(incoming.id);
                        incoming.method.result().write(out, result, references);
                    },
                    null);
        } catch (IOException e) {
            peer.close(e);
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            error(incoming.id, Failures.asValue("the result of " + incoming.method.key() + " cannot be sent", e));
        }
    }

    private void error(long id, Throwable thrown) {
        try {
            try {
                sendError(id, thrown, false);
            } catch (RuntimeException | StackOverflowError e) {
                sendError(id, thrown, true);
            }
        } catch (IOException e) {
            peer.close(e);
        }
    }

    private void sendError(long id, Throwable thrown, boolean briefly) throws IOException {
        outbox.send(
                "an error",
                "",
                out -> {
                    out.array(3);
                    out.integer(Frame.ERROR);
                    out.integer(id);
                    if (briefly) {
                        Failures.writeBriefly(out, thrown);
                    } else {
                        Failures.write(out, thrown);
                    }
                },
                null);
    }

    /** Nobody waits any more for a call of the other side. */
    void cancel(long id, Leadership.Lead lead) {
        Incoming incoming = serving.get(id);
        if (incoming != null) {
            peer.busy(lead);
            incoming.cancel();
            boolean unused = lead.resume();
        }
    }

    void close() {
        serving.values().forEach(Incoming::cancel);
    }
}
