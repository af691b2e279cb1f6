// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.child;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.luarium.extension.spi.ExtensionContext;
import org.luarium.extension.spi.ExtensionLifecycle;
import org.luarium.extension.spi.LinkClosedException;
import org.luarium.extension.spi.StateTransfer;
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
import org.luarium.extensions.internal.segment.ChildSegments;

/** One extension, at its end of the link. */
public final class ExtensionHost implements ChildControl, AutoCloseable {
    private final Codecs codecs = new Codecs();
    private final Peer peer;
    private final List<ExtensionLifecycle> lifecycles = new CopyOnWriteArrayList<>();
    private volatile @Nullable ExtensionClassLoader loader;
    private volatile @Nullable StateTransfer state;

    /**
     * Takes one end of a link.
     *
     * @param options its limits
     * @param in from the host
     * @param out to the host
     * @param watch what looks after it
     */
    public ExtensionHost(PeerOptions options, InputStream in, OutputStream out, Watch watch) throws IOException {
        peer = new Peer(options, codecs, in, out, watch, CallObserver.NONE);
        peer.lend(ChildControl.NUMBER, ChildControl.class, this);
        peer.start();
    }

    /** Completed when the link has ended. */
    public CompletableFuture<LinkClosedException> end() {
        return peer.end();
    }

    @Override
    public Loaded load(LoadRequest request) throws Exception {
        ExtensionClassLoader classes = new ExtensionClassLoader(request.name(), request.classPath());
        loader = classes;
        peer.contextLoader(classes);
        Thread.currentThread().setContextClassLoader(classes);
        ChildSegments segments = null;
        if (request.segments() != 0) {
            segments = new ChildSegments(request.shared(), peer, peer.borrow(request.segments(), SegmentControl.class));
            peer.segments(segments);
        }
        Context context =
                new Context(request, peer, peer.borrow(ChildControl.NUMBER, HostControl.class), codecs, segments);
        Object main = request.main().isEmpty() ? null : create(classes.loadClass(request.main()), context);
        if (main instanceof ExtensionLifecycle own) {
            lifecycles.add(own);
        }
        ServiceLoader.load(ExtensionLifecycle.class, classes).forEach(lifecycles::add);
        for (ExtensionLifecycle each : lifecycles) {
            each.beforeLoad(context);
        }
        List<Loaded.Service> services = new ArrayList<>();
        for (String name : request.interfaces()) {
            services.add(service(name, main, classes));
        }
        if (services.isEmpty() && main != null) {
            for (Class<?> each : interfaces(main.getClass())) {
                services.add(lend(each, main));
            }
        }
        for (ExtensionLifecycle each : lifecycles) {
            each.onLoaded(context);
        }
        state = main instanceof StateTransfer transfer ? transfer : null;
        return new Loaded(services, state != null);
    }

    private static Object create(Class<?> type, ExtensionContext context) throws Exception {
        try {
            Constructor<?> found;
            Object[] arguments = {};
            try {
                found = type.getDeclaredConstructor(ExtensionContext.class);
                arguments = new Object[] {context};
            } catch (NoSuchMethodException e) {
                found = type.getDeclaredConstructor();
            }
            found.setAccessible(true);
            return found.newInstance(arguments);
        } catch (NoSuchMethodException e) {
            throw new IllegalArgumentException(
                    "the main class " + type.getName() + " needs a constructor () or (ExtensionContext)", e);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }

    private Loaded.Service service(String name, @Nullable Object main, ExtensionClassLoader classes) {
        Class<?> type;
        try {
            type = Class.forName(name, false, classes);
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException(
                    "the interface " + name + " is not on the class path of the extension; add the jar that has it", e);
        }
        if (type.isInstance(main)) {
            return lend(type, main);
        }
        return ServiceLoader.load(type, classes)
                .findFirst()
                .map(found -> lend(type, found))
                .orElseThrow(() -> new IllegalArgumentException("nothing implements " + name
                        + ": the main class "
                        + (main == null ? "is not set" : main.getClass().getName() + " does not")
                        + ", and no META-INF/services/" + name + " names a class"));
    }

    private Loaded.Service lend(Class<?> type, Object object) {
        return new Loaded.Service(type.getName(), peer.lend(type, object), peer.methods(type));
    }

    /** What an extension offers that nobody has asked anything of: its own interfaces. */
    private List<Class<?>> interfaces(Class<?> type) {
        List<Class<?>> found = new ArrayList<>();
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            for (Class<?> parent : each.getInterfaces()) {
                if (parent.getClassLoader() == loader) {
                    found.add(parent);
                }
            }
        }
        return found;
    }

    @Override
    public byte[] snapshotState() throws Exception {
        return transfer().snapshotState();
    }

    @Override
    public void restoreState(byte[] given) throws Exception {
        transfer().restoreState(given);
    }

    private StateTransfer transfer() {
        StateTransfer transfer = state;
        if (transfer == null) {
            throw new IllegalStateException("the main class does not implement StateTransfer");
        }
        return transfer;
    }

    @Override
    public void stop() throws Exception {
        List<ExtensionLifecycle> ending = new ArrayList<>(lifecycles);
        lifecycles.clear();
        Exception problem = null;
        for (int i = ending.size() - 1; i >= 0; i--) {
            try {
                ending.get(i).onStop();
            } catch (Exception e) {
                if (problem == null) {
                    problem = e;
                } else {
                    problem.addSuppressed(e);
                }
            }
        }
        if (problem != null) {
            throw problem;
        }
    }

    @Override
    public void close() throws IOException {
        peer.close();
        ExtensionClassLoader classes = loader;
        if (classes != null) {
            classes.close();
        }
    }
}
