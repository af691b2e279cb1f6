// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.host;

import java.io.IOException;
import java.lang.reflect.UndeclaredThrowableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.luarium.extension.ExtensionSpec;
import org.luarium.extension.SharedAccess;
import org.luarium.extension.spi.CallFailedException;
import org.luarium.extension.spi.LinkClosedException;
import org.luarium.extension.spi.NoSuchTargetException;
import org.luarium.extension.spi.NumberType;
import org.luarium.extension.spi.RemoteExtensionException;
import org.luarium.extension.spi.SharedBuffer;
import org.luarium.extension.spi.SharedMemoryException;
import org.luarium.extensions.internal.control.ChildControl;
import org.luarium.extensions.internal.control.HostControl;
import org.luarium.extensions.internal.control.LoadRequest;
import org.luarium.extensions.internal.control.Loaded;
import org.luarium.extensions.internal.control.SegmentControl;
import org.luarium.extensions.internal.rpc.CallObserver;
import org.luarium.extensions.internal.rpc.Codecs;
import org.luarium.extensions.internal.rpc.Peer;
import org.luarium.extensions.internal.rpc.PeerOptions;
import org.luarium.extensions.internal.rpc.Watch;
import org.luarium.extensions.internal.segment.HostSegments;
import org.luarium.isolate.ConfinementReport;
import org.luarium.isolate.IsolateUsage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A generation of an extension in Java. */
final class JavaRunning implements Running {
    private static final Logger log = LoggerFactory.getLogger(JavaRunning.class);

    private static final long EXIT_MILLIS = 400;
    private static final Duration RELEASE = Duration.ofSeconds(10);
    private static final Set<String> CONTROL = Stream.of(ChildControl.class.getMethods())
            .map(method -> Stream.of(method.getParameterTypes())
                    .map(Class::getTypeName)
                    .collect(Collectors.joining(",", method.getName() + "(", ")")))
            .collect(Collectors.toSet());

    private final ExtensionSpec spec;
    private final Child child;
    private final Peer peer;
    private final ChildControl control;
    private final Map<Class<?>, Object> services = new HashMap<>();
    private final CompletableFuture<String> end = new CompletableFuture<>();
    private final OutputLog output;
    private final AutoCloseable held;
    private final AtomicBoolean ending = new AtomicBoolean();
    private final AtomicBoolean finishing = new AtomicBoolean();
    private final CompletableFuture<@Nullable Void> released = new CompletableFuture<>();
    private volatile boolean stopping;
    private volatile Set<String> hidden = CONTROL;
    private volatile Loaded loaded = new Loaded(List.of(), false);
    private volatile @Nullable HostSegments segments;

    /**
     * Takes a child that has been started; {@link #load} follows. When this fails, the child is as it was.
     *
     * @param held closed when it has ended
     * @param output what it has written, for its last words
     */
    JavaRunning(
            ExtensionSpec spec,
            Child child,
            AutoCloseable held,
            HostControl host,
            Watch watch,
            CallObserver observer,
            OutputLog output)
            throws IOException {
        this.spec = spec;
        this.child = child;
        this.held = held;
        this.output = output;
        Codecs codecs = new Codecs();
        spec.mappers().forEach((type, mapper) -> map(codecs, type, mapper));
        peer = new Peer(options(spec), codecs, child.input(), child.output(), watch, visible(observer));
        peer.lend(ChildControl.NUMBER, HostControl.class, host);
        control = peer.borrow(ChildControl.NUMBER, ChildControl.class);
        boolean started = false;
        try {
            peer.start();
            started = true;
        } finally {
            if (!started) {
                peer.close();
            }
        }
        CompletableFuture<?> unusedEnd = child.end().whenComplete((how, error) -> ending(how));
        CompletableFuture<?> unusedClose = peer.end().thenAccept(why -> {
            // How the process has ended says more, and is known in a moment.
            CompletableFuture<?> unused = child.end()
                    .copy()
                    .completeOnTimeout(String.valueOf(why.getMessage()), EXIT_MILLIS, TimeUnit.MILLISECONDS)
                    .thenAccept(how -> {
                        if (!stopping) {
                            ending(how);
                        }
                    });
        });
    }

    /** Keeps from an observer what is no call of the extension. */
    private CallObserver visible(CallObserver observer) {
        return new CallObserver() {
            @Override
            public void called(String method, long nanos, long sent, long received, boolean failed) {
                if (!hidden.contains(method)) {
                    observer.called(method, nanos, sent, received, failed);
                }
            }

            @Override
            public void dropped(String method) {
                log.warn("Extension {}: a {} was dropped, because too much waits to be heard", spec.name(), method);
            }
        };
    }

    static PeerOptions options(ExtensionSpec spec) {
        PeerOptions usual = PeerOptions.of(spec.name());
        return new PeerOptions(
                spec.name(),
                spec.frameBytes(),
                spec.callTime(),
                spec.callsInFlight(),
                spec.threads(),
                usual.callsWaiting(),
                usual.nesting(),
                usual.references(),
                false);
    }

    @SuppressWarnings("unchecked")
    private static <T> void map(Codecs codecs, Class<T> type, org.luarium.extension.spi.ValueMapper<?, ?> mapper) {
        codecs.map(type, (org.luarium.extension.spi.ValueMapper<T, ?>) mapper);
    }

    /** It has ended. Whoever has seen that goes on: what follows takes its time. */
    private void ending(@Nullable String how) {
        if (ending.compareAndSet(false, true)) {
            Thread thread = new Thread(
                    () -> finish(how == null ? "an end that nobody saw" : how), "luarium-extension-end-" + spec.name());
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Tells how it ended, whose last words are known by then, and frees what it held. */
    private void finish(String how) {
        if (!finishing.compareAndSet(false, true)) {
            return;
        }
        try {
            end.complete(explained(how));
            child.close();
            peer.close();
            held.close();
        } catch (Exception e) {
            log.warn("Extension {}: something it held is not released", spec.name(), e);
        } finally {
            end.complete(how);
            released.complete(null);
        }
    }

    private String explained(String how) {
        return how.equals("exit code 3") && output.tail().contains("OutOfMemoryError")
                ? how + ", out of memory: its heap may have " + (spec.memoryBytes() >> 20)
                        + " MiB; raise memoryBytes if it needs more"
                : how;
    }

    /** Lends a service of the host for as long as it lives. */
    long lend(Class<?> type, Object service) {
        return peer.lend(type, service);
    }

    /** Shares memory with the child, and gives the number of what it asks for more. */
    long share(HostSegments shared) {
        segments = shared;
        peer.segments(shared);
        return peer.lend(SegmentControl.class, shared);
    }

    @Override
    public SharedBuffer allocate(SharedAccess access, NumberType type, long... shape) {
        HostSegments shared = segments;
        if (shared == null) {
            throw new SharedMemoryException(
                    "extension " + spec.name() + " may share no memory; raise ExtensionSpec.sharedBytes", null);
        }
        return shared.allocate(access == SharedAccess.READ_WRITE, type, shape);
    }

    /** Has the child load the code, until some time of {@link System#nanoTime}. */
    void load(LoadRequest request, long until) throws Exception {
        peer.greeted().get(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
        long left = until - System.nanoTime();
        try {
            loaded = peer.borrow(ChildControl.NUMBER, ChildControl.class, Duration.ofNanos(Math.max(1, left)))
                    .load(request);
        } catch (LinkClosedException e) {
            // How the process has ended says more, and is known in a moment.
            String how = child.end()
                    .copy()
                    .completeOnTimeout("nobody knows what", EXIT_MILLIS, TimeUnit.MILLISECONDS)
                    .join();
            throw new LinkClosedException("its process has ended with " + how, e);
        }
        for (Class<?> type : spec.interfaces()) {
            Loaded.Service service = loaded.services().stream()
                    .filter(each -> each.type().equals(type.getName()))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("it does not offer " + type.getName()));
            Set<String> missing = new HashSet<>(peer.methods(type));
            service.methods().forEach(missing::remove);
            if (!missing.isEmpty()) {
                throw new NoSuchTargetException(
                        "its version of " + type.getName() + " has no " + missing
                                + "; use the same version on both sides",
                        null);
            }
            services.put(type, peer.borrow(service.number(), type));
        }
        Set<String> mine = new HashSet<>(CONTROL);
        loaded.services().forEach(service -> mine.removeAll(Set.copyOf(service.methods())));
        hidden = mine;
    }

    @Override
    public Object service(Class<?> type) {
        Object service = services.get(type);
        if (service == null) {
            throw new IllegalArgumentException("extension " + spec.name() + " does not have " + type.getName());
        }
        return service;
    }

    @Override
    public List<String> interfaces() {
        return loaded.services().stream().map(Loaded.Service::type).toList();
    }

    @Override
    public List<String> methods() {
        return loaded.services().stream()
                .flatMap(service -> service.methods().stream())
                .toList();
    }

    @Override
    public CompletableFuture<@Nullable Object> invoke(String method, List<?> arguments) {
        List<String> all = new ArrayList<>();
        for (Loaded.Service service : loaded.services()) {
            for (String key : service.methods()) {
                if (key.equals(method) || key.startsWith(method + "(")) {
                    return peer.invoke(service.number(), method, arguments);
                }
            }
            all.addAll(service.methods());
        }
        throw new NoSuchTargetException(
                "extension " + spec.name() + " has no method " + method + ", only " + all, null);
    }

    @Override
    public boolean transfersState() {
        return loaded.transfersState();
    }

    @Override
    public byte[] snapshotState() throws Exception {
        return control.snapshotState();
    }

    @Override
    public void restoreState(byte[] state) throws Exception {
        control.restoreState(state);
    }

    @Override
    public CompletableFuture<String> end() {
        return end;
    }

    @Override
    public CompletableFuture<@Nullable Void> released() {
        return released;
    }

    @Override
    public int pending() {
        return peer.pending();
    }

    @Override
    public int lent() {
        return peer.lent();
    }

    @Override
    public OptionalLong pid() {
        return child.pid();
    }

    @Override
    public Optional<ConfinementReport> confinement() {
        return child.confinement();
    }

    @Override
    public IsolateUsage usage() {
        return child.usage();
    }

    @Override
    public boolean servesHere() {
        return peer.servesHere();
    }

    @Override
    public void stop(Duration grace) {
        stopping = true;
        long until = System.nanoTime() + grace.toNanos();
        try {
            peer.borrow(ChildControl.NUMBER, ChildControl.class, grace).stop();
        } catch (RemoteExtensionException e) {
            log.warn("Extension {}: its hook for stopping failed", spec.name(), e);
        } catch (CallFailedException e) {
            log.debug("Extension {}: it does not stop by itself: {}", spec.name(), e.getMessage());
        } catch (Exception e) {
            log.warn("Extension {}: its hook for stopping failed", spec.name(), e);
        }
        peer.close();
        if (!awaitEnd(Math.max(EXIT_MILLIS * 1_000_000, until - System.nanoTime()))) {
            log.info("Extension {}: it does not end within {}, so it gets SIGTERM", spec.name(), grace);
            child.terminate();
            if (!awaitEnd(grace.toNanos())) {
                log.warn("Extension {}: it does not end within {} of SIGTERM, so it is killed", spec.name(), grace);
            }
        }
        close();
    }

    private boolean awaitEnd(long nanos) {
        try {
            child.end().get(nanos, TimeUnit.NANOSECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new UndeclaredThrowableException(e);
        } catch (TimeoutException e) {
            return false;
        }
    }

    @Override
    public void close() {
        ending.set(true);
        finish("it was stopped");
        try {
            released.get(RELEASE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            log.warn("Extension {}: what it held is not released after {}", spec.name(), RELEASE);
        }
    }
}
