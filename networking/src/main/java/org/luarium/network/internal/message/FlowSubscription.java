// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.message;

import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.luarium.network.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A subscription of a bundle, as <a href="https://www.reactive-streams.org">Reactive Streams</a> demand it. Thread-safe; its subscriber is called on one worker at a time. */
final class FlowSubscription implements Flow.Subscription, Subscriber {
    private static final Logger log = LoggerFactory.getLogger(FlowSubscription.class);

    /** What is to be told at the end. */
    private enum End {
        NONE,
        COMPLETE,
        ERROR,
        TOLD
    }

    private final String channel;
    private final String bundle;
    private final Flow.Subscriber<? super Message> subscriber;
    private final Executor workers;
    private final Consumer<FlowSubscription> atEnd;
    private final Object lock = new Object();
    private final Feed<Message> feed; // guarded by lock
    private long demand; // guarded by lock
    private End end = End.NONE; // guarded by lock
    private @Nullable Throwable problem; // guarded by lock

    /** At first, until the subscriber has heard of it; guarded by lock. */
    private boolean calling = true;

    FlowSubscription(
            String channel,
            String bundle,
            Flow.Subscriber<? super Message> subscriber,
            Feed<Message> feed,
            Executor workers,
            Consumer<FlowSubscription> atEnd) {
        this.channel = channel;
        this.bundle = bundle;
        this.subscriber = subscriber;
        this.feed = feed;
        this.workers = workers;
        this.atEnd = atEnd;
    }

    String channel() {
        return channel;
    }

    @Override
    public String name() {
        return bundle;
    }

    /** Tells the subscriber. */
    void begin() {
        try {
            subscriber.onSubscribe(this);
        } catch (RuntimeException | Error e) {
            broken(e);
        }
        synchronized (lock) {
            calling = false;
        }
        deliver();
    }

    @Override
    public void request(long more) {
        if (more <= 0) {
            fail(new IllegalArgumentException(
                    more + " messages were requested of channel " + channel + "; request at least one"));
            return;
        }
        synchronized (lock) {
            demand = demand + more < 0 ? Long.MAX_VALUE : demand + more;
        }
        deliver();
    }

    @Override
    public void cancel() {
        end(End.TOLD, null);
    }

    void complete() {
        end(End.COMPLETE, null);
    }

    void fail(Throwable reason) {
        end(End.ERROR, reason);
    }

    private void end(End how, @Nullable Throwable reason) {
        synchronized (lock) {
            if (end == End.TOLD || (end != End.NONE && how != End.TOLD)) {
                return;
            }
            end = how;
            problem = reason;
            feed.clear();
        }
        atEnd.accept(this);
        deliver();
    }

    @Override
    public boolean offer(String from, String name, Parcel parcel, LongAdder lost) {
        synchronized (lock) {
            return end == End.NONE && feed.add(new Message(from, name, parcel.value(), 0), parcel.heapBytes(), lost);
        }
    }

    @Override
    public void deliver() {
        synchronized (lock) {
            if (calling || !hasSignal()) {
                return;
            }
            calling = true;
        }
        workers.execute(this::call);
    }

    private boolean hasSignal() {
        return end == End.COMPLETE || end == End.ERROR || (end == End.NONE && demand > 0 && feed.first() != null);
    }

    private void call() {
        for (Runnable signal = next(); signal != null; signal = next()) {
            try {
                signal.run();
            } catch (RuntimeException | Error e) {
                broken(e);
            }
        }
    }

    private @Nullable Runnable next() {
        synchronized (lock) {
            if (!hasSignal()) {
                calling = false;
                return null;
            }
            Throwable reason = problem;
            if (end == End.NONE) {
                demand = demand == Long.MAX_VALUE ? demand : demand - 1;
                Feed.Taken<Message> taken = feed.take();
                Message message = taken.message();
                Message told = new Message(message.from(), message.channel(), message.value(), taken.missed());
                return () -> subscriber.onNext(told);
            }
            end = End.TOLD;
            return reason == null ? subscriber::onComplete : () -> subscriber.onError(reason);
        }
    }

    private void broken(Throwable e) {
        cancel();
        log.warn("A subscriber of channel {} failed and gets no more messages", channel, e);
    }
}
