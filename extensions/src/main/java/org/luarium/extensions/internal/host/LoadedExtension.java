// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.host;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Arrays;
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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.luarium.LuariumException;
import org.luarium.extension.EventListener;
import org.luarium.extension.Extension;
import org.luarium.extension.ExtensionException;
import org.luarium.extension.ExtensionInfo;
import org.luarium.extension.ExtensionSpec;
import org.luarium.extension.ExtensionStartException;
import org.luarium.extension.ExtensionState;
import org.luarium.extension.ExtensionStoppedException;
import org.luarium.extension.MethodStatistics;
import org.luarium.extension.RestartPolicy;
import org.luarium.extension.SharedAccess;
import org.luarium.extension.spi.CallTimeoutException;
import org.luarium.extension.spi.LinkClosedException;
import org.luarium.extension.spi.NumberType;
import org.luarium.extension.spi.SharedBuffer;
import org.luarium.extensions.internal.control.HostControl;
import org.luarium.isolate.ConfinementReport;
import org.luarium.isolate.IsolateUsage;
import org.luarium.isolate.SandboxUnavailableException;
import org.osgi.framework.ServiceException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An extension through all of its generations. Thread-safe: {@code change} orders what changes its state, {@code standing} is what calls see. No code of others runs while {@code change} is held, but for hooks in the child. */
public final class LoadedExtension implements Extension, HostControl {
    private static final Logger log = LoggerFactory.getLogger(LoadedExtension.class);
    private static final long EXIT_MILLIS = 500;
    private static final Duration LEAVING = Duration.ofSeconds(10);

    private final Extensions owner;
    private final Events events;
    private final OutputLog output;
    private final Statistics statistics;
    private final Announcer announcer;
    private final Map<Class<?>, Object> services = new ConcurrentHashMap<>();
    private final ReentrantLock change = new ReentrantLock();
    private final Standing standing;
    private final Ends ends = new Ends(); // guarded by change
    private volatile ExtensionSpec spec;
    private volatile @Nullable Leaving leaving;
    private final AtomicInteger restarts = new AtomicInteger();
    private final AtomicInteger generations = new AtomicInteger();
    private volatile int calledGeneration;
    private volatile List<String> interfaces = List.of();
    private boolean closed; // guarded by change

    /** A generation that is not called any more, and when nothing of it is left. */
    private record Leaving(Slot slot, CompletableFuture<@Nullable Void> left) {}

    LoadedExtension(Extensions owner, ExtensionSpec spec) {
        this.owner = owner;
        this.spec = spec;
        events = new Events(spec.name());
        output = new OutputLog(spec.folderName());
        statistics = new Statistics(spec.name());
        announcer = new Announcer(this, owner.registrar());
        standing = new Standing(owner.clock());
    }

    // ---- starting and ending

    /** Starts it for the first time. */
    void start() {
        change.lock();
        try {
            become(newGeneration(spec));
        } catch (RuntimeException e) {
            standing.become(ExtensionState.FAILED, e.getMessage(), null);
            throw e;
        } finally {
            change.unlock();
        }
        announcer.announce();
    }

    private Running newGeneration(ExtensionSpec wanted) {
        int generation = generations.incrementAndGet();
        try {
            return owner.starter(wanted.kind()).start(wanted, generation, this, statistics, output);
        } catch (ExtensionException | SandboxUnavailableException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw startFailure(wanted, e);
        } catch (ExecutionException e) {
            throw startFailure(wanted, requireNonNull(e.getCause()));
        } catch (Exception e) {
            throw startFailure(wanted, e);
        }
    }

    private ExtensionStartException startFailure(ExtensionSpec wanted, Throwable e) {
        String why = e instanceof TimeoutException || e instanceof CallTimeoutException
                ? "it was not ready within " + wanted.startTime() + "; raise startTime if it needs longer"
                : e instanceof LuariumException ? String.valueOf(e.getMessage()) : e.toString();
        String tail = output.tail();
        return new ExtensionStartException(
                name(),
                "extension " + name() + " cannot be started: " + why
                        + (tail.isEmpty() || why.contains(tail) ? "" : "; it wrote: " + tail),
                e);
    }

    /** Makes a generation the one that is called. */
    private void become(Running next) {
        Slot fresh = new Slot(next, generations.get());
        calledGeneration = fresh.generation;
        interfaces = next.interfaces();
        standing.become(ExtensionState.READY, standing.problem().orElse(null), fresh);
        watch(fresh);
    }

    private void watch(Slot watched) {
        CompletableFuture<Void> unused =
                watched.running.end().thenAccept(how -> owner.supervise(() -> ended(watched, how), Duration.ZERO));
    }

    /** As {@link Standing#isCallable}. */
    boolean isCallable() {
        return standing.isCallable(spec.restart());
    }

    /** A process has ended. */
    private void ended(Slot ended, String how) {
        change.lock();
        try {
            if (standing.slot() != ended || closed || standing.state() != ExtensionState.READY) {
                return;
            }
            ended.close();
            leaving(ended);
            output.flush();
            String tail = output.tail();
            String why = "its process has ended with " + how + (tail.isEmpty() ? "" : "; it wrote: " + tail);
            log.warn("Extension {}: {}", name(), why);
            again(why);
        } finally {
            change.unlock();
        }
        announcer.announce();
    }

    /** Remembers a generation that has ended until what it held is free. */
    private void leaving(Slot ended) {
        Leaving last = new Leaving(ended, ended.running.released());
        leaving = last;
        CompletableFuture<Void> unused = last.left.thenRun(() -> forget(last));
    }

    /** Nothing of it is to be kept, its classes above all. */
    private void forget(Leaving last) {
        if (last.equals(leaving)) {
            leaving = null;
        }
    }

    /** Decides what comes after a failure. */
    private void again(String why) {
        boolean seldom = ends.add(System.nanoTime());
        if (spec.restart() == RestartPolicy.NEVER) {
            standing.become(ExtensionState.FAILED, why, null);
        } else if (!seldom) {
            standing.become(
                    ExtensionState.FAILED,
                    why + "; that was the " + Ends.MOST
                            + "th end within a minute, so it is not started again; reload it when its cause is gone",
                    null);
        } else {
            standing.become(ExtensionState.RESTARTING, why, null);
            if (spec.restart() == RestartPolicy.ON_FAILURE) {
                owner.supervise(this::restart, ends.pause());
            }
        }
    }

    private void restart() {
        change.lock();
        try {
            if (standing.state() == ExtensionState.RESTARTING && !closed) {
                become(newGeneration(spec));
            }
        } catch (RuntimeException e) {
            log.warn("Extension {}: {}", name(), e.getMessage());
            again(String.valueOf(e.getMessage()));
        } finally {
            restarts.incrementAndGet();
            change.unlock();
        }
        announcer.announce();
    }

    /** Starts it for a call, unless another call has tried that meanwhile. */
    private void restartOnDemand(long until) {
        int before = restarts.get();
        try {
            if (!change.tryLock(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        try {
            if (restarts.get() == before) {
                restart();
            }
        } finally {
            change.unlock();
        }
    }

    // ---- being called

    /** Comes into the generation that is called now. Whoever came in has to leave. */
    Slot enter() {
        Slot now = standing.slot();
        return now != null && now.enter() ? now : enterLater();
    }

    private Slot enterLater() {
        long until = System.nanoTime() + spec.callTime().toNanos();
        boolean tried = false;
        while (true) {
            Slot now = standing.slot();
            if (now != null && now.enter()) {
                return now;
            }
            if (!tried && standing.state() == ExtensionState.RESTARTING && spec.restart() == RestartPolicy.ON_DEMAND) {
                tried = true;
                restartOnDemand(until);
            } else if (!standing.awaitOther(now, until)) {
                throw unavailable();
            }
        }
    }

    private ServiceException unavailable() {
        return new ServiceException(
                "extension " + name() + " cannot be called, " + standing.hindrance(spec.callTime()),
                ServiceException.REMOTE);
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
        return gone(String.valueOf(how), cause);
    }

    private ServiceException gone(String how, LinkClosedException cause) {
        String tail = output.tail();
        return new ServiceException(
                "extension " + name() + " is gone, its process has ended with " + how
                        + (tail.isEmpty() ? "" : "; it wrote: " + tail),
                ServiceException.REMOTE,
                cause);
    }

    /** Tells the same to somebody who does not wait. */
    void whenGone(Slot entered, LinkClosedException cause, Consumer<ServiceException> told) {
        CompletableFuture<?> unused = entered.running
                .end()
                .copy()
                .completeOnTimeout(String.valueOf(cause.getMessage()), EXIT_MILLIS, TimeUnit.MILLISECONDS)
                .thenAccept(how -> owner.execute(() -> told.accept(gone(how, cause))));
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
    public List<String> methods() {
        Slot now = standing.slot();
        return now == null ? List.of() : now.running.methods();
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
        replace(null);
    }

    @Override
    public void reload(ExtensionSpec next) {
        replace(next);
    }

    private void checkReplacement(ExtensionSpec next) {
        if (!next.name().equals(name()) || next.kind() != spec.kind()) {
            throw new IllegalArgumentException("extension " + name() + " of kind " + spec.kind() + " cannot become "
                    + next.name() + " of kind " + next.kind());
        }
        if (!next.interfaces().containsAll(spec.interfaces())) {
            throw new IllegalArgumentException("extension " + name() + " is used by " + spec.interfaces()
                    + ", which its new description does not have all of");
        }
    }

    /** Starts a new generation, by its present description if there is no other, which somebody may just be changing. */
    private void replace(@Nullable ExtensionSpec wanted) {
        refuseFromHook("reloaded");
        Leaving mine = null;
        ExtensionSpec next;
        change.lock();
        try {
            checkOpen();
            next = wanted == null ? spec : wanted;
            checkReplacement(next);
            awaitLeft();
            Slot old = standing.slot();
            if (old == null) {
                ends.clear();
                Running started = newGeneration(next);
                spec = next;
                become(started);
            } else if (!next.writable().isEmpty() || !spec.writable().isEmpty()) {
                replaceOneByOne(old, next);
            } else {
                replaceSideBySide(old, next);
                mine = new Leaving(old, new CompletableFuture<>());
                leaving = mine;
            }
        } finally {
            change.unlock();
            announcer.announce();
        }
        if (mine != null) {
            leave(mine, next.stopTime());
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new ExtensionStoppedException(name(), "extension " + name() + " was unloaded; load it again", null);
        }
    }

    /** A service of the host that is called while the process starts or stops runs on the thread that does that. */
    private void refuseFromHook(String what) {
        if (change.isHeldByCurrentThread()) {
            throw new IllegalStateException("extension " + name() + " cannot be " + what
                    + " by what its own hook calls while it starts or stops; do it on another thread, later");
        }
    }

    private void refuseFromCall(Slot old) {
        if (old.running.servesHere()) {
            throw new IllegalStateException("extension " + name()
                    + " cannot be reloaded by what one of its calls calls, since it hands its state over or writes to"
                    + " folders, and so has to end its calls first; do it on another thread");
        }
    }

    private void replaceSideBySide(Slot old, ExtensionSpec next) {
        if (old.running.transfersState()) {
            refuseFromCall(old);
        }
        Running started = newGeneration(next);
        if (old.running.transfersState() && started.transfersState()) {
            try {
                if (!old.drain(spec.stopTime())) {
                    throw new TimeoutException(
                            "its calls did not end within " + spec.stopTime() + "; raise stopTime, or reload it later");
                }
                started.restoreState(old.running.snapshotState());
            } catch (Exception e) {
                started.close();
                goOn(old);
                throw new ExtensionStartException(
                        name(), "extension " + name() + " did not hand its state over: " + e.getMessage(), e);
            }
        }
        spec = next;
        become(started);
    }

    /** Two processes cannot write to the same folders. */
    private void replaceOneByOne(Slot old, ExtensionSpec next) {
        refuseFromCall(old);
        boolean unused = old.drain(spec.stopTime());
        old.running.stop(spec.stopTime());
        try {
            Running started = newGeneration(next);
            spec = next;
            become(started);
        } catch (RuntimeException e) {
            try {
                become(newGeneration(spec));
            } catch (RuntimeException again) {
                e.addSuppressed(again);
                again("neither its new nor its old description can be started any more: " + again.getMessage());
            }
            throw e;
        }
    }

    private void goOn(Slot old) {
        Slot again = old.reopened();
        standing.goOn(again);
        watch(again);
    }

    /** Ends a generation when its calls have ended. One of these may be what asks for it; then that goes on alone. */
    private void leave(Leaving old, Duration time) {
        if (old.slot.running.servesHere()) {
            old.slot.close();
            owner.supervise(() -> finish(old, time), Duration.ZERO);
        } else {
            finish(old, time);
        }
    }

    private void finish(Leaving old, Duration time) {
        try {
            if (!old.slot.drain(time)) {
                log.warn("Extension {}: calls of its old process did not end within {}", name(), time);
            }
            old.slot.running.stop(time);
            output.flush();
        } finally {
            old.left.complete(null);
            forget(old);
        }
    }

    /** Waits until the generation is gone that was called before. */
    private void awaitLeft() {
        Leaving last = leaving;
        if (last == null || last.slot.running.servesHere()) {
            return;
        }
        Duration most = LEAVING.plus(spec.stopTime().multipliedBy(3));
        try {
            last.left.get(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            log.warn("Extension {}: its old process is not gone after {}", name(), most);
        }
    }

    @Override
    public void stop() {
        refuseFromHook("stopped");
        Leaving mine = null;
        change.lock();
        try {
            Slot old = standing.slot();
            if (old != null) {
                mine = new Leaving(old, new CompletableFuture<>());
                leaving = mine;
            }
            if (standing.state() != ExtensionState.STOPPED) {
                standing.become(ExtensionState.STOPPED, null, null);
            }
        } finally {
            change.unlock();
        }
        announcer.announce();
        if (mine == null) {
            awaitLeft();
        } else {
            leave(mine, spec.stopTime());
        }
    }

    @Override
    public void close() {
        refuseFromHook("unloaded");
        change.lock();
        try {
            closed = true;
        } finally {
            change.unlock();
        }
        try {
            stop();
        } finally {
            owner.forget(this);
        }
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

    /** Which of its generations is called now, or was last. */
    public int generation() {
        return calledGeneration;
    }

    @Override
    public ExtensionInfo info() {
        Slot now = standing.slot();
        return new ExtensionInfo(
                name(),
                spec.kind(),
                standing.state(),
                generations.get(),
                interfaces,
                spec.isolated(),
                now == null ? OptionalLong.empty() : now.running.pid(),
                standing.since(),
                now == null ? 0 : now.running.pending(),
                now == null ? 0 : now.running.lent(),
                events.unheard(),
                standing.problem());
    }

    @Override
    public Optional<ConfinementReport> confinement() {
        Slot now = standing.slot();
        return now == null ? Optional.empty() : now.running.confinement();
    }

    @Override
    public IsolateUsage usage() {
        Slot now = standing.slot();
        return now == null ? IsolateUsage.NONE : now.running.usage();
    }

    @Override
    public List<MethodStatistics> statistics() {
        return statistics.snapshot();
    }

    @Override
    public MethodStatistics totalStatistics() {
        return statistics.total();
    }

    @Override
    public String output() {
        return output.kept();
    }
}
