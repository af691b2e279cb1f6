// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import java.lang.ref.Reference;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An object of the other side, as it is called here. */
record RemoteObject(Caller peer, long number, RemoteInterface type, Duration callTime) implements InvocationHandler {
    static Object proxy(Caller peer, long number, RemoteInterface type, Duration callTime) {
        ClassLoader loader = type.type().getClassLoader();
        return Proxy.newProxyInstance(
                loader == null ? RemoteObject.class.getClassLoader() : loader,
                new Class<?>[] {type.type()},
                new RemoteObject(peer, number, type, callTime));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        RemoteMethod remote = type.find(method);
        if (remote != null) {
            try {
                return peer.call(number, remote, arguments, callTime);
            } finally {
                // Else it might be given back while it is on its way.
                Reference.reachabilityFence(proxy);
                Reference.reachabilityFence(arguments);
            }
        }
        if (method.isDefault()) {
            return InvocationHandler.invokeDefault(proxy, method, arguments);
        }
        return switch (method.getName()) {
            case "equals" -> arguments != null && proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> type.type().getSimpleName() + " " + number + " of " + peer.name();
        };
    }
}
