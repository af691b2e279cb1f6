// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.host;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Optional;
import org.osgi.framework.ServiceException;

/** Finds services of the host. Thread-safe. */
public interface Grants {
    /** No service is there. */
    Grants NONE = type -> Optional.empty();

    /** The service that the registry has now. */
    Optional<Object> find(Class<?> type);

    /** What is lent for a service that comes and goes: whatever is there when it is called. */
    default Object forwarding(Class<?> type) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (method.getDeclaringClass() == Object.class) {
                return switch (method.getName()) {
                    case "equals" -> proxy == arguments[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    default -> type.getName() + " of the registry";
                };
            }
            Object service = find(type)
                    .orElseThrow(() -> new ServiceException(
                            "the host has no service " + type.getName() + " now", ServiceException.UNREGISTERED));
            try {
                return method.invoke(service, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        };
        ClassLoader loader = type.getClassLoader();
        return Proxy.newProxyInstance(
                loader == null ? Grants.class.getClassLoader() : loader, new Class<?>[] {type}, handler);
    }
}
