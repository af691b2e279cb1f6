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
import org.jspecify.annotations.Nullable;
import org.luarium.extension.ExtensionSpec;
import org.luarium.extension.SharedAccess;
import org.luarium.extension.spi.CallFailedException;
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

    private final ExtensionSpec spec;
    private final Child child;
    private final Peer peer;
    private final ChildControl control;
    private final Map<Class<?>, Object> services = new HashMap<>();
    private final CompletableFuture<String> end = new CompletableFuture<>();
    private final AutoCloseable held;
    private volatile @Nullable HostSegments segments;
    private Loaded loaded = new Loaded(List.of(), false);

    /**
     * Takes a child that has been started; {@link #load} follows.
     *
     * @param held closed when it has ended
     */
    JavaRunning(
            ExtensionSpec spec, Child child, AutoCloseable held, HostControl host, Watch watch, CallObserver observer)
            throws IOException {
        this.spec = spec;
        this.child = child;
        this.held = held;
        Codecs codecs = new Codecs();
        spec.mappers().forEach((type, mapper) -> map(codecs, type, mapper));
        peer = new Peer(options(spec), codecs, child.input(), child.output(), watch, observer);
        peer.lend(ChildControl.NUMBER, HostControl.class, host);
        control = peer.borrow(ChildControl.NUMBER, ChildControl.class);
        CompletableFuture<?> unusedEnd = child.end().whenComplete((how, error) -> ended(how));
        CompletableFuture<?> unusedClose = peer.end().thenAccept(why -> {
            // How the process has ended says more, and is known in a moment.
            CompletableFuture<?> unused = child.end()
                    .copy()
                    .completeOnTimeout(String.valueOf(why.getMessage()), EXIT_MILLIS, TimeUnit.MILLISECONDS)
                    .thenAccept(this::ended);
        });
        peer.start();
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

    private void ended(@Nullable String how) {
        peer.close();
        if (end.complete(how == null ? "it has ended" : how)) {
            release();
        }
    }

    private void release() {
        try {
            held.close();
        } catch (Exception e) {
            log.warn("Extension {}: something it held is not released", spec.name(), e);
        }
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

    /** Has the child load the code, within the time for starting. */
    void load(LoadRequest request) throws Exception {
        long began = System.nanoTime();
        peer.greeted().get(spec.startTime().toNanos(), TimeUnit.NANOSECONDS);
        long left = spec.startTime().toNanos() - (System.nanoTime() - began);
        loaded = peer.borrow(ChildControl.NUMBER, ChildControl.class, Duration.ofNanos(Math.max(1, left)))
                .load(request);
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
    public void stop(Duration grace) {
        try {
            peer.borrow(ChildControl.NUMBER, ChildControl.class, grace).stop();
        } catch (CallFailedException e) {
            if (e instanceof RemoteExtensionException) {
                log.warn("Extension {}: its hook for stopping failed", spec.name(), e);
            } else {
                log.debug("Extension {}: it does not stop by itself: {}", spec.name(), e.getMessage());
            }
        } catch (Exception e) {
            log.warn("Extension {}: it does not stop by itself", spec.name(), e);
        }
        peer.close();
        if (!awaitEnd(grace)) {
            child.terminate();
            if (!awaitEnd(grace)) {
                log.warn("Extension {}: it does not end within {} of SIGTERM, so it is killed", spec.name(), grace);
            }
        }
        close();
    }

    private boolean awaitEnd(Duration time) {
        try {
            child.end().get(time.toNanos(), TimeUnit.NANOSECONDS);
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
        peer.close();
        child.close();
        ended("it was stopped");
    }
}
