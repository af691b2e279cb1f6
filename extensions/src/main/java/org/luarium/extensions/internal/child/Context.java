// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.child;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.luarium.extension.spi.ExtensionContext;
import org.luarium.extension.spi.NotGrantedException;
import org.luarium.extension.spi.NumberType;
import org.luarium.extension.spi.SharedBuffer;
import org.luarium.extension.spi.SharedMemoryException;
import org.luarium.extension.spi.ValueMapper;
import org.luarium.extensions.internal.control.HostControl;
import org.luarium.extensions.internal.control.LoadRequest;
import org.luarium.extensions.internal.rpc.Codecs;
import org.luarium.extensions.internal.rpc.Peer;
import org.luarium.extensions.internal.segment.ChildSegments;

/** What an extension sees of the host. */
final class Context implements ExtensionContext {
    private final LoadRequest request;
    private final Peer peer;
    private final HostControl host;
    private final Codecs codecs;
    private final @Nullable ChildSegments segments;
    private final System.Logger logger;
    private final Map<Class<?>, Object> services = new ConcurrentHashMap<>();

    Context(LoadRequest request, Peer peer, HostControl host, Codecs codecs, @Nullable ChildSegments segments) {
        this.request = request;
        this.peer = peer;
        this.host = host;
        this.codecs = codecs;
        this.segments = segments;
        logger = new LinkLogger(request.name(), host);
    }

    @Override
    public String name() {
        return request.name();
    }

    @Override
    public int generation() {
        return request.generation();
    }

    @Override
    public Map<String, String> settings() {
        return Map.copyOf(request.settings());
    }

    @Override
    public Path folder() {
        return Path.of(request.folder());
    }

    @Override
    public <T> T service(Class<T> type) {
        Long number = request.grants().get(type.getName());
        if (number == null) {
            throw new NotGrantedException(
                    "the host does not grant " + type.getName() + " to " + name() + ", only "
                            + request.grants().keySet() + "; add ExtensionSpec.grant",
                    null);
        }
        return type.cast(services.computeIfAbsent(type, key -> peer.borrow(number, type)));
    }

    @Override
    public void emit(String event, @Nullable Object payload) {
        if (request.strictEvents()) {
            host.emitStrictly(event, payload);
        } else {
            host.emit(event, payload);
        }
    }

    @Override
    public System.Logger logger() {
        return logger;
    }

    @Override
    public SharedBuffer allocate(NumberType type, long... shape) {
        ChildSegments shared = segments;
        if (shared == null) {
            throw new SharedMemoryException(
                    "the host shares no memory with " + name() + "; raise ExtensionSpec.sharedBytes", null);
        }
        return shared.allocate(type, shape);
    }

    @Override
    public <T> void map(Class<T> type, ValueMapper<T, ?> mapper) {
        codecs.map(type, mapper);
    }
}
