// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.host;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.luarium.LuariumException;
import org.luarium.extension.EventListener;
import org.luarium.extension.Extension;
import org.luarium.extension.ExtensionInfo;
import org.luarium.extension.ExtensionSpec;
import org.luarium.extension.ExtensionStartException;
import org.luarium.extension.ExtensionState;
import org.luarium.extension.ExtensionStoppedException;
import org.luarium.extension.MethodStatistics;
import org.luarium.extension.RestartPolicy;
import org.luarium.extension.SharedAccess;
import org.luarium.extension.spi.CallFailedException;
import org.luarium.extension.spi.CallTimeoutException;
import org.luarium.extension.spi.LinkClosedException;
import org.luarium.extension.spi.NumberType;
import org.luarium.extension.spi.SharedBuffer;
import org.luarium.extensions.internal.control.HostControl;
import org.luarium.isolate.ConfinementReport;
import org.luarium.isolate.IsolateUsage;
import org.osgi.framework.ServiceException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An extension through all of its generations. Thread-safe: {@code change} orders what changes its state, {@code slot} is what calls see. */
public final class LoadedExtension implements Extension, HostControl {
    private static final Logger log = LoggerFactory.getLogger(LoadedExtension.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final long LOOP_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int MOST_ENDS = 5;
    private static final long EXIT_MILLIS = 500;

    private final Extensions owner;
    private final Events events;
    private final OutputLog output;
    private final Statistics statistics;
    private final Map<Class<?>, Object> services = new ConcurrentHashMap<>();
    private final ReentrantLock change = new ReentrantLock();
    private final Object changed = new Object();
    private final Deque<Long> ends = new ArrayDeque<>(); // guarded by change
    private volatile ExtensionSpec spec;
    private volatile @Nullable Slot slot;
    private volatile ExtensionState state = ExtensionState.STARTING;
    private volatile Instant since;
    private volatile @Nullable String problem;
    private final AtomicInteger generations = new AtomicInteger();
    private volatile List<String> interfaces = List.of();
    private boolean closed; // guarded by change

    LoadedExtension(Extensions owner, ExtensionSpec spec) {
        this.owner = owner;
        this.spec = spec;
        events = new Events(spec.name());
        output = new OutputLog(spec.folderName());
        statistics = new Statistics(spec.name());
        since = owner.clock().instant();
    }

    // ---- starting and ending

    /** Starts it for the first time. */
    void start() {
        change.lock();
        try {
            become(new Slot(newGeneration(spec), generations.get()));
        } catch (LuariumException e) {
            state(ExtensionState.FAILED, e.getMessage());
            throw e;
        } finally {
            change.unlock();
        }
    }

    private Running newGeneration(ExtensionSpec wanted) {
        int generation = generations.incrementAndGet();
        try {
            return owner.starter(wanted.kind()).start(wanted, generation, this, statistics, output);
        } catch (LuariumException e) {
            if (e instanceof CallFailedException) {
                throw startFailure(e);
            }
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw startFailure(e);
        } catch (ExecutionException e) {
            throw startFailure(requireNonNull(e.getCause()));
        } catch (Exception e) {
            throw startFailure(e);
        }
    }

    private ExtensionStartException startFailure(Throwable e) {
        String why = e instanceof TimeoutException || e instanceof CallTimeoutException
                ? "it was not ready within " + spec.startTime() + "; raise startTime if it needs longer"
                : e instanceof LuariumException ? String.valueOf(e.getMessage()) : e.toString();
        String tail = output.tail();
        return new ExtensionStartException(
                name(),
                "extension " + name() + " cannot be started: " + why + (tail.isEmpty() ? "" : "; it wrote: " + tail),
                e);
    }

    /** Makes a generation the one that is called. */
    private void become(Slot next) {
        slot = next;
        interfaces = next.running.interfaces();
        state(ExtensionState.READY, problem);
        watch(next);
        owner.registrar().publish(this);
    }

    private void watch(Slot watched) {
        CompletableFuture<Void> unused =
                watched.running.end().thenAccept(how -> owner.supervise(() -> ended(watched, how), Duration.ZERO));
    }

    private void state(ExtensionState next, @Nullable String why) {
        synchronized (changed) {
            problem = why;
            state = next;
            since = owner.clock().instant();
            changed.notifyAll();
        }
    }

    /** A process has ended. */
    private void ended(Slot ended, String how) {
        change.lock();
        try {
            if (slot != ended || closed || state != ExtensionState.READY) {
                return;
            }
            slot = null;
            ended.close();
            output.flushRepeated();
            String tail = output.tail();
            String why = "its process has ended with " + how + (tail.isEmpty() ? "" : "; it wrote: " + tail);
            log.warn("Extension {}: {}", name(), why);
            owner.registrar().withdraw(this);
            again(why);
        } finally {
            change.unlock();
        }
        ended.running.close();
    }

    /** Decides what comes after a failure. */
    private void again(String why) {
        long now = System.nanoTime();
        ends.addLast(now);
        while (now - ends.peekFirst() > LOOP_NANOS) {
            ends.removeFirst();
        }
        if (spec.restart() == RestartPolicy.NEVER) {
            state(ExtensionState.FAILED, why);
        } else if (ends.size() >= MOST_ENDS) {
            state(
                    ExtensionState.FAILED,
                    why + "; that was the " + MOST_ENDS + "th end within a minute, so it is not started again");
        } else {
            state(ExtensionState.RESTARTING, why);
            if (spec.restart() == RestartPolicy.ON_FAILURE) {
                long pause =
                        Math.min(LONGEST_PAUSE.toMillis(), FIRST_PAUSE.toMillis() << Math.min(20, ends.size() - 1));
                owner.supervise(this::restart, Duration.ofMillis(pause));
            }
        }
    }

    private void restart() {
        change.lock();
        try {
            if (state == ExtensionState.RESTARTING && !closed) {
                become(new Slot(newGeneration(spec), generations.get()));
            }
        } catch (LuariumException e) {
            log.warn("Extension {}: {}", name(), e.getMessage());
            again(String.valueOf(e.getMessage()));
        } finally {
            change.unlock();
        }
    }

    // ---- being called

    /** Comes into the generation that is called now. Whoever came in has to leave. */
    Slot enter() {
        long until = System.nanoTime() + spec.callTime().toNanos();
        while (true) {
            Slot now = slot;
            if (now != null && now.enter()) {
                return now;
            }
            if (state == ExtensionState.RESTARTING && spec.restart() == RestartPolicy.ON_DEMAND) {
                restart();
            } else if (!awaitChange(now, until)) {
                throw unavailable(null);
            }
        }
    }

    /** Waits while one generation gives way to the next. Returns false if that is not what happens. */
    private boolean awaitChange(@Nullable Slot seen, long until) {
        synchronized (changed) {
            while (slot == seen) {
                if (seen == null || state != ExtensionState.READY) {
                    return false;
                }
                long left = until - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                try {
                    TimeUnit.NANOSECONDS.timedWait(changed, Math.max(left, 1_000_000));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
            return true;
        }
    }

    private ServiceException unavailable(@Nullable Throwable cause) {
        String why = problem;
        return new ServiceException(
                "extension " + name() + " cannot be called, it is "
                        + state.name().toLowerCase(java.util.Locale.ROOT) + (why == null ? "" : ": " + why),
                ServiceException.REMOTE,
                cause);
    }

    /** What a call throws whose process is gone. */
    ServiceException gone(Slot entered, LinkClosedException cause) {
        String how;
        try {
            how = entered.running.end().get(EXIT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            how = cause.getMessage();
        } catch (ExecutionException | TimeoutException e) {
            how = cause.getMessage();
        }
        String tail = output.tail();
        return new ServiceException(
                "extension " + name() + " is gone, its process has ended with " + how
                        + (tail.isEmpty() ? "" : "; it wrote: " + tail),
                ServiceException.REMOTE,
                cause);
    }

    @Override
    public <T> T service(Class<T> type) {
        if (!spec.interfaces().contains(type)) {
            throw new IllegalArgumentException(
                    "extension " + name() + " has no interface " + type.getName() + ", only " + spec.interfaces());
        }
        return type.cast(services.computeIfAbsent(type, key -> ServiceHandler.proxy(this, type)));
    }

    @Override
    public @Nullable Object invoke(String method, @Nullable Object... arguments) {
        try {
            return invokeAsync(method, arguments).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    @Override
    public CompletableFuture<@Nullable Object> invokeAsync(String method, @Nullable Object... arguments) {
        Slot entered = enter();
        CompletableFuture<@Nullable Object> result;
        try {
            result = entered.running.invoke(method, Arrays.asList(arguments));
        } catch (LinkClosedException e) {
            entered.leave();
            throw gone(entered, e);
        } catch (RuntimeException e) {
            entered.leave();
            throw e;
        }
        return ServiceHandler.translated(this, entered, result);
    }

    @Override
    public SharedBuffer allocate(SharedAccess access, NumberType type, long... shape) {
        Slot entered = enter();
        try {
            return entered.running.allocate(access, type, shape);
        } finally {
            entered.leave();
        }
    }

    // ---- changing

    @Override
    public void reload() {
        reload(spec);
    }

    @Override
    public void reload(ExtensionSpec next) {
        if (!next.name().equals(name()) || next.kind() != spec.kind()) {
            throw new IllegalArgumentException("extension " + name() + " of kind " + spec.kind() + " cannot become "
                    + next.name() + " of kind " + next.kind());
        }
        if (!next.interfaces().containsAll(spec.interfaces())) {
            throw new IllegalArgumentException("extension " + name() + " is used by " + spec.interfaces()
                    + ", which its new description does not have all of");
        }
        change.lock();
        try {
            checkOpen();
            Slot old = slot;
            if (old == null) {
                ends.clear();
                become(new Slot(newGeneration(next), generations.get()));
                spec = next;
            } else if (!next.writable().isEmpty() || !spec.writable().isEmpty()) {
                replaceOneByOne(old, next);
            } else {
                replaceSideBySide(old, next);
            }
        } finally {
            change.unlock();
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new ExtensionStoppedException(name(), "extension " + name() + " was unloaded; load it again", null);
        }
    }

    private void replaceSideBySide(Slot old, ExtensionSpec next) {
        Running started = newGeneration(next);
        Slot fresh = new Slot(started, generations.get());
        if (old.running.transfersState() && started.transfersState()) {
            old.drain(spec.stopTime());
            try {
                started.restoreState(old.running.snapshotState());
            } catch (Exception e) {
                started.close();
                goOn(old);
                throw new ExtensionStartException(
                        name(), "extension " + name() + " did not hand its state over: " + e.getMessage(), e);
            }
        }
        spec = next;
        become(fresh);
        if (!old.drain(next.stopTime())) {
            log.warn("Extension {}: calls of its old process did not end within {}", name(), next.stopTime());
        }
        old.running.stop(next.stopTime());
    }

    /** Two processes cannot write to the same folders. */
    private void replaceOneByOne(Slot old, ExtensionSpec next) {
        old.drain(spec.stopTime());
        old.running.stop(spec.stopTime());
        try {
            Slot fresh = new Slot(newGeneration(next), generations.get());
            spec = next;
            become(fresh);
        } catch (LuariumException e) {
            become(new Slot(newGeneration(spec), generations.get()));
            throw e;
        }
    }

    private void goOn(Slot old) {
        synchronized (changed) {
            slot = old.reopened();
            changed.notifyAll();
        }
        Slot again = slot;
        if (again != null) {
            watch(again);
        }
    }

    @Override
    public void stop() {
        change.lock();
        try {
            Slot old = slot;
            if (state == ExtensionState.STOPPED) {
                return;
            }
            owner.registrar().withdraw(this);
            slot = null;
            state(ExtensionState.STOPPED, null);
            if (old != null) {
                old.drain(spec.stopTime());
                old.running.stop(spec.stopTime());
                output.flushRepeated();
            }
        } finally {
            change.unlock();
        }
    }

    @Override
    public void close() {
        change.lock();
        try {
            stop();
            closed = true;
        } finally {
            change.unlock();
        }
        owner.forget(this);
    }

    // ---- what it says

    @Override
    public void emit(String event, @Nullable Object payload) {
        events.emit(event, payload);
    }

    @Override
    public void emitStrictly(String event, @Nullable Object payload) {
        events.emitStrictly(event, payload);
    }

    @Override
    public void log(String level, String message, String trace) {
        output.write(level, message, trace);
    }

    @Override
    public AutoCloseable onEvent(String event, EventListener listener) {
        return events.listen(event, listener);
    }

    // ---- what is known of it

    @Override
    public String name() {
        return spec.name();
    }

    @Override
    public ExtensionSpec spec() {
        return spec;
    }

    /** How often its process was started. */
    public int generation() {
        return generations.get();
    }

    @Override
    public ExtensionInfo info() {
        Slot now = slot;
        return new ExtensionInfo(
                name(),
                spec.kind(),
                state,
                generations.get(),
                interfaces,
                spec.isolated(),
                now == null ? OptionalLong.empty() : now.running.pid(),
                since,
                now == null ? 0 : now.running.pending(),
                now == null ? 0 : now.running.lent(),
                Optional.ofNullable(problem));
    }

    @Override
    public Optional<ConfinementReport> confinement() {
        Slot now = slot;
        return now == null ? Optional.empty() : now.running.confinement();
    }

    @Override
    public IsolateUsage usage() {
        Slot now = slot;
        return now == null ? IsolateUsage.NONE : now.running.usage();
    }

    @Override
    public List<MethodStatistics> statistics() {
        return statistics.snapshot();
    }

    @Override
    public String output() {
        return output.kept();
    }
}
