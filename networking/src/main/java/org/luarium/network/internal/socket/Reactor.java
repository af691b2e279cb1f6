// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.socket;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread that waits for all sockets of all VMs. Thread-safe. */
final class Reactor implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Reactor.class);
    private static final long LONGEST_WAIT_MILLIS = 60_000;

    private final Selector selector;
    private final Thread thread;
    private final AtomicLong numbers = new AtomicLong();

    /** At most one for each VM. */
    private final ConcurrentSkipListSet<Timer> timers =
            new ConcurrentSkipListSet<>(Comparator.comparingLong(Timer::at).thenComparingLong(Timer::number));

    /** Whoever waits until sockets are closed for the system as well. At most one for each VM. */
    private final Queue<CompletableFuture<Void>> closers = new ConcurrentLinkedQueue<>();

    private final long origin = System.nanoTime();
    private volatile long pass;
    private volatile boolean closed;

    /** When a VM is looked at. */
    record Timer(long at, long number, VmSockets vm, Operation operation) {}

    Reactor() throws IOException {
        selector = Selector.open();
        thread = new Thread(this::run, "luarium-network");
        thread.setDaemon(true);
        thread.start();
    }

    SelectionKey register(SelectableChannel channel, HostSocket socket) throws ClosedChannelException {
        try {
            return channel.register(selector, 0, socket);
        } catch (ClosedSelectorException e) {
            throw new ClosedChannelException();
        }
    }

    /** Has the thread see what has changed. */
    void wakeup() {
        if (Thread.currentThread() != thread && selector.isOpen()) {
            selector.wakeup();
        }
    }

    /** Done when all that is closed by now is closed for the system, too: that keeps a socket until the selector has let go of it. */
    CompletionStage<Void> letGo() {
        CompletableFuture<Void> gone = new CompletableFuture<>();
        closers.add(gone);
        wakeup();
        if (closed) {
            takeClosers().forEach(each -> each.complete(null));
        }
        return gone;
    }

    private List<CompletableFuture<Void>> takeClosers() {
        List<CompletableFuture<Void>> taken = new ArrayList<>();
        for (CompletableFuture<Void> each = closers.poll(); each != null; each = closers.poll()) {
            taken.add(each);
        }
        return taken;
    }

    /** The number of the pass that runs now. What was asked for in it is known after a later one. */
    long pass() {
        return pass;
    }

    Timer watch(VmSockets vm, Operation operation) {
        long at = operation.due == Operation.NEVER ? Operation.NEVER : operation.began - origin + operation.due;
        Timer timer = new Timer(at, numbers.incrementAndGet(), vm, operation);
        if (at != Operation.NEVER) {
            timers.add(timer);
        }
        return timer;
    }

    void forget(Timer timer) {
        timers.remove(timer);
    }

    private void run() {
        Set<VmSockets> touched = new LinkedHashSet<>();
        while (!closed) {
            try {
                pass(touched);
            } catch (ClosedSelectorException e) {
                return;
            } catch (IOException | RuntimeException e) {
                log.error("The sockets of VMs had a problem", e);
            }
        }
    }

    private void pass(Set<VmSockets> touched) throws IOException {
        // Only this thread counts
        long current = pass + 1;
        pass = current;
        List<CompletableFuture<Void>> waiting = takeClosers();
        long wait = waiting.isEmpty() ? untilNextTimer() : 0;
        try {
            if (wait <= 0) {
                selector.selectNow();
            } else {
                selector.select(wait);
            }
        } finally {
            waiting.forEach(each -> each.complete(null));
        }
        for (SelectionKey key : selector.selectedKeys()) {
            if (key.attachment() instanceof HostSocket socket) {
                try {
                    if (socket.vm.ready(socket, key, current)) {
                        touched.add(socket.vm);
                    }
                } catch (CancelledKeyException e) {
                    log.trace("A socket was closed meanwhile", e);
                }
            }
        }
        selector.selectedKeys().clear();
        touched.forEach(VmSockets::attempt);
        touched.clear();
        long now = System.nanoTime() - origin;
        for (Timer timer : timers) {
            if (timer.at() > now) {
                break;
            }
            if (timer.operation().since < current && timers.remove(timer)) {
                timer.vm().due(timer.operation());
            }
        }
    }

    private long untilNextTimer() {
        for (Timer first : timers) {
            long nanos = first.at() - (System.nanoTime() - origin);
            return Math.min(LONGEST_WAIT_MILLIS, TimeUnit.NANOSECONDS.toMillis(nanos + 999_999));
        }
        return LONGEST_WAIT_MILLIS;
    }

    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        boolean interrupted = false;
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            interrupted = true;
        }
        try {
            selector.close();
        } catch (IOException e) {
            log.debug("The selector did not close", e);
        }
        takeClosers().forEach(each -> each.complete(null));
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
