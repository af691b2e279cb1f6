// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.message;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.luarium.network.NetworkingException;
import org.luarium.value.LuaValue;

/**
 * What has come for a VM, as long as its process lives. Thread-safe.
 *
 * <p>Messages to the VM alone are never lost: there is room or there is not. Those of a channel make room for each other. All are taken in the order in which they came.
 *
 * <p>A wait is ended without a lock, as that runs code of others. So that messages stay in order nevertheless, one thread delivers at a time; a wait that was ended by somebody else
 * meanwhile, because its script is stopped, leaves its message as the first.
 */
final class Mailbox implements Subscriber {
    private final String vm;
    private final int frameBytes;
    private final MessageLimits limits;
    private final Budget budget;
    private final Alarm alarm;
    private final Object lock = new Object();
    private final Deque<Envelope> direct = new ArrayDeque<>(); // guarded by lock
    private final Map<String, Feed<Envelope>> feeds = new LinkedHashMap<>(); // guarded by lock
    private final Map<Long, Asker> unanswered = new HashMap<>(); // guarded by lock
    private final Handling handling = new Handling();
    private @Nullable CompletableFuture<List<LuaValue>> wait; // guarded by lock
    private boolean delivering; // guarded by lock
    private boolean closed; // guarded by lock
    private long bytes; // guarded by lock
    private long arrivals; // guarded by lock

    Mailbox(String vm, int frameBytes, MessageLimits limits, Budget budget, ScheduledExecutorService timer) {
        this.vm = vm;
        this.frameBytes = frameBytes;
        this.limits = limits;
        this.budget = budget;
        alarm = new Alarm(timer);
    }

    @Override
    public String name() {
        return vm;
    }

    int frameBytes() {
        return frameBytes;
    }

    Alarm alarm() {
        return alarm;
    }

    Handling handling() {
        return handling;
    }

    // Messages to this VM alone

    /** Puts a message in, with whoever waits for an answer to it. */
    Delivery send(String from, Parcel parcel, @Nullable Asker asker) {
        Envelope envelope;
        synchronized (lock) {
            Delivery delivery = room(parcel, asker);
            if (!delivery.isDone()) {
                return delivery;
            }
            envelope = new Envelope(++arrivals, from, "", parcel, asker);
            direct.addLast(envelope);
            bytes += parcel.heapBytes();
        }
        if (asker != null) {
            CompletableFuture<?> unused = asker.end().whenComplete((answer, problem) -> forget(envelope));
        }
        deliver();
        return Delivery.DONE;
    }

    private Delivery room(Parcel parcel, @Nullable Asker asker) {
        if (closed) {
            return Delivery.GONE;
        }
        if (parcel.frameBytes() > frameBytes) {
            return Delivery.tooLarge(parcel.frameBytes(), frameBytes);
        }
        if (direct.size() >= limits.messages()) {
            return Delivery.full(String.format("%,d messages", limits.messages()));
        }
        if (asker != null && unanswered.size() >= limits.messages()) {
            return Delivery.full(String.format("%,d requests that it has not answered", limits.messages()));
        }
        if (!direct.isEmpty() && bytes + parcel.heapBytes() > limits.bytes()) {
            return Delivery.full(String.format("%,d of %,d bytes", bytes, limits.bytes()));
        }
        return budget.take(parcel.heapBytes())
                ? Delivery.DONE
                : Delivery.full("all that may wait for all VMs, " + String.format("%,d bytes", limits.allBytes()));
    }

    /** Nobody waits any more for the answer to a request. */
    private void forget(Envelope request) {
        synchronized (lock) {
            unanswered.remove(request.number());
            if (direct.remove(request)) {
                give(request);
            }
        }
    }

    private void give(Envelope envelope) {
        bytes -= envelope.parcel().heapBytes();
        budget.giveBack(envelope.parcel().heapBytes());
    }

    /** Whoever waits for the answer to a request that was taken; null if nobody does. */
    @Nullable
    Asker asker(long request) {
        synchronized (lock) {
            return unanswered.get(request);
        }
    }

    // Messages of channels

    /** Subscribes; false if it does already. */
    boolean follow(String channel) {
        synchronized (lock) {
            if (closed) {
                throw gone();
            }
            if (feeds.containsKey(channel)) {
                return false;
            }
            if (feeds.size() >= limits.channels()) {
                throw new NetworkingException("VM " + vm + " subscribes to " + limits.channels()
                        + " channels, which are all it may; unsubscribe from one");
            }
            feeds.put(channel, new Feed<>(limits, budget));
            return true;
        }
    }

    boolean isClosed() {
        synchronized (lock) {
            return closed;
        }
    }

    boolean unfollow(String channel) {
        synchronized (lock) {
            Feed<Envelope> feed = feeds.remove(channel);
            if (feed != null) {
                feed.clear();
            }
            return feed != null;
        }
    }

    @Override
    public boolean offer(String from, String channel, Parcel parcel, LongAdder lost) {
        synchronized (lock) {
            Feed<Envelope> feed = feeds.get(channel);
            if (feed == null) {
                return false;
            }
            if (parcel.frameBytes() > frameBytes) {
                feed.miss(lost);
                return false;
            }
            return feed.add(new Envelope(++arrivals, from, channel, parcel, null), parcel.heapBytes(), lost);
        }
    }

    // Taking them

    /** What has come, or comes; the wait that was there before has ended. Its future may be cancelled. */
    CompletableFuture<List<LuaValue>> receive(long nanos) {
        CompletableFuture<List<LuaValue>> next = new CompletableFuture<>();
        synchronized (lock) {
            if (closed) {
                throw gone();
            }
            Taken taken = delivering ? null : take();
            if (taken != null) {
                return CompletableFuture.completedFuture(taken.toLua());
            }
            if (nanos == 0) {
                return CompletableFuture.completedFuture(Alarm.TIMEOUT);
            }
            wait = next;
        }
        if (nanos != Long.MAX_VALUE) {
            alarm.set(next, nanos);
        }
        deliver();
        return next;
    }

    @Override
    public void deliver() {
        while (true) {
            CompletableFuture<List<LuaValue>> waiting;
            Taken taken;
            synchronized (lock) {
                waiting = wait;
                if (delivering || waiting == null) {
                    return;
                }
                taken = take();
                if (taken == null) {
                    return;
                }
                wait = null;
                delivering = true;
            }
            boolean wanted = waiting.complete(taken.toLua());
            alarm.forget(waiting);
            synchronized (lock) {
                delivering = false;
                if (!wanted) {
                    putBack(taken);
                }
            }
        }
    }

    /**
     * A message that was taken, and from where.
     *
     * @param envelope the message
     * @param fed from which channel, or null
     */
    private record Taken(Envelope envelope, Feed.@Nullable Taken<Envelope> fed) {
        List<LuaValue> toLua() {
            return envelope.toLua(fed == null ? 0 : fed.missed());
        }
    }

    /** Takes the first of all. */
    private @Nullable Taken take() {
        Envelope first = direct.peekFirst();
        Feed<Envelope> source = null;
        for (Feed<Envelope> feed : feeds.values()) {
            Envelope head = feed.first();
            if (head != null && (first == null || head.number() < first.number())) {
                first = head;
                source = feed;
            }
        }
        if (first == null) {
            return null;
        }
        if (source != null) {
            return new Taken(first, source.take());
        }
        direct.removeFirst();
        give(first);
        Asker asker = first.asker();
        if (asker != null && !asker.end().isDone()) {
            unanswered.put(first.number(), asker);
        }
        return new Taken(first, null);
    }

    private void putBack(Taken taken) {
        Envelope envelope = taken.envelope();
        if (closed) {
            return;
        }
        if (taken.fed() != null) {
            Feed<Envelope> feed = feeds.get(envelope.channel());
            if (feed != null) {
                feed.putBack(taken.fed());
            }
            return;
        }
        Asker asker = envelope.asker();
        if (asker == null || unanswered.remove(envelope.number()) != null) {
            direct.addFirst(envelope);
            bytes += envelope.parcel().heapBytes();
            budget.takeAgain(envelope.parcel().heapBytes());
        }
    }

    private NetworkingException gone() {
        return new NetworkingException(
                "VM " + vm + " gets no messages any more: its process, or what carries them, has ended");
    }

    /** Ends all waits and forgets all messages; gives the channels to which it subscribed. */
    Collection<String> close() {
        List<String> channels;
        List<Asker> askers;
        CompletableFuture<List<LuaValue>> waiting;
        synchronized (lock) {
            if (closed) {
                return List.of();
            }
            closed = true;
            askers = new ArrayList<>(unanswered.values());
            for (Envelope envelope : direct) {
                give(envelope);
                if (envelope.asker() != null) {
                    askers.add(envelope.asker());
                }
            }
            direct.clear();
            unanswered.clear();
            channels = List.copyOf(feeds.keySet());
            feeds.values().forEach(Feed::clear);
            feeds.clear();
            waiting = wait;
            wait = null;
        }
        alarm.close();
        askers.forEach(asker -> asker.ended(vm));
        if (waiting != null) {
            waiting.completeExceptionally(gone());
        }
        return channels;
    }
}
