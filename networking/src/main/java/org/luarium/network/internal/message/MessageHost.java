// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.message;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.luarium.network.Channel;
import org.luarium.network.ChannelInfo;
import org.luarium.network.MailboxFullException;
import org.luarium.network.MessageHandler;
import org.luarium.network.NetworkingException;
import org.luarium.network.VmConnectionException;
import org.luarium.value.LuaValue;
import org.luarium.vm.VmConfig;
import org.luarium.vm.spi.VmPreparation;

/**
 * Carries messages between networked VMs, and between them and bundles. Thread-safe.
 *
 * <p>A mailbox belongs to the process of a VM: one that starts anew, as its VM is reset, or another that has the id later, begins with an empty one. Bundles are known by a name that begins
 * with {@code host:}, which no VM can have.
 */
public final class MessageHost implements AutoCloseable {
    private static final int THREADS = 32;
    private static final int QUEUED = 100_000;
    private static final long IDLE_SECONDS = 10;
    private static final Duration LONGEST = Duration.ofDays(365);

    private final MessageLimits limits;
    private final Budget budget;
    private final Map<String, Mailbox> mailboxes = new ConcurrentHashMap<>();
    private final Topics topics = new Topics();
    private final ScheduledThreadPoolExecutor timer;
    private final ThreadPoolExecutor workers;
    private final Handlers handlers;
    private final FlowSubscriptions subscriptions;
    private volatile boolean closed;

    /** Carries messages within limits. */
    public MessageHost(MessageLimits limits) {
        this.limits = limits;
        budget = new Budget(limits.allBytes());
        timer = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "luarium-net-timer"));
        timer.setRemoveOnCancelPolicy(true);
        // Without a thread until there is something to wait for.
        timer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        timer.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
        AtomicInteger number = new AtomicInteger();
        workers = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(QUEUED),
                task -> daemon(task, "luarium-net-" + number.incrementAndGet()),
                // With so many waiting, or at the end, whoever brings more does it: slower, but nothing is lost.
                (task, pool) -> task.run());
        workers.allowCoreThreadTimeOut(true);
        handlers = new Handlers(workers, budget);
        subscriptions = new FlowSubscriptions(topics, limits, budget, workers);
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Gives a networked VM the module {@code net}. */
    public void prepare(VmConfig config, VmPreparation preparation) {
        if (!config.networked()) {
            return;
        }
        if (closed) {
            throw new NetworkingException("VM " + config.id() + " gets no messages: what carries them has stopped");
        }
        int frameBytes = config.confinement().limits().frameBytes();
        Mailbox mailbox = new Mailbox(config.id(), frameBytes, limits, budget, timer);
        preparation.provide("net", NetModule.of(this, mailbox));
        preparation.onClose(() -> end(mailbox));
        Mailbox before = mailboxes.put(config.id(), mailbox);
        if (before != null) {
            end(before);
        }
        if (closed) {
            end(mailbox);
        }
    }

    private void end(Mailbox mailbox) {
        mailboxes.remove(mailbox.name(), mailbox);
        mailbox.close().forEach(channel -> topics.remove(channel, mailbox));
    }

    Topics topics() {
        return topics;
    }

    Handlers handlers() {
        return handlers;
    }

    /** Bytes that wait anywhere. */
    long waitingBytes() {
        return budget.taken();
    }

    Delivery deliver(String vm, String from, Parcel parcel, @Nullable Asker asker) {
        Mailbox mailbox = mailboxes.get(vm);
        return mailbox == null ? Delivery.GONE : mailbox.send(from, parcel, asker);
    }

    private void deliverOrThrow(String vm, String from, Parcel parcel, @Nullable Asker asker) {
        Delivery delivery = deliver(vm, from, parcel, asker);
        switch (delivery.kind()) {
            case DONE -> {}
            case GONE ->
                throw new VmConnectionException(vm, "gets no messages: it is not there, or not networked", null);
            case FULL -> throw new MailboxFullException(vm, delivery.detail());
            case TOO_LARGE ->
                throw new IllegalArgumentException("the message is too large for VM " + vm + ": " + delivery.detail());
        }
    }

    // What bundles do

    /** As {@link org.luarium.network.VmNetwork#channels()}. */
    public List<ChannelInfo> channels() {
        return topics.list();
    }

    /**
     * As {@link org.luarium.network.VmNetwork#channel}.
     *
     * @param name the channel
     * @param sender the bundle: {@code host:} and its name
     */
    public Channel channel(String name, String sender) {
        return new ChannelImpl(name, sender, topics, subscriptions);
    }

    /**
     * As {@link org.luarium.network.VmNetwork#send}.
     *
     * @param vm the VM
     * @param message what to send
     * @param sender the bundle: {@code host:} and its name
     */
    public void send(String vm, LuaValue message, String sender) {
        deliverOrThrow(requireNonNull(vm, "vm"), sender, Parcel.message(message), null);
    }

    /**
     * As {@link org.luarium.network.VmNetwork#request}.
     *
     * @param vm the VM
     * @param message what to send
     * @param wait how long to wait
     * @param sender the bundle: {@code host:} and its name
     */
    public CompletionStage<LuaValue> request(String vm, LuaValue message, Duration wait, String sender) {
        Parcel parcel = Parcel.message(message);
        if (wait.isNegative() || wait.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("an answer cannot be waited for " + wait + "; use 0 to " + LONGEST);
        }
        BundleAsker asker = new BundleAsker(workers);
        deliverOrThrow(requireNonNull(vm, "vm"), sender, parcel, asker);
        ScheduledFuture<?> limit = timer.schedule(() -> asker.expired(vm, wait), wait.toNanos(), TimeUnit.NANOSECONDS);
        CompletableFuture<LuaValue> seen = asker.seen();
        CompletableFuture<?> unused = seen.whenComplete((answer, problem) -> limit.cancel(false));
        return seen;
    }

    /**
     * As {@link org.luarium.network.VmNetwork#serve}.
     *
     * @param name the name, without {@code host:}
     * @param handler who answers
     * @param sender the bundle: {@code host:} and its name
     */
    public AutoCloseable serve(String name, MessageHandler handler, String sender) {
        return handlers.add(name, handler, sender);
    }

    /**
     * A bundle is gone: its handlers and subscriptions end.
     *
     * @param sender what it was called
     */
    public void release(String sender) {
        handlers.release(sender);
        subscriptions.release(sender);
    }

    /** Ends all waits, and tells all who subscribe. */
    @Override
    public void close() {
        closed = true;
        handlers.clear();
        List.copyOf(mailboxes.values()).forEach(this::end);
        subscriptions.close();
        timer.shutdownNow();
        workers.shutdown();
    }
}
