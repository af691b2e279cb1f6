// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.host;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.luarium.extension.spi.LinkClosedException;
import org.luarium.extension.spi.LocalExecution;

/** A service of an extension, which stays the same while processes come and go. */
record ServiceHandler(LoadedExtension extension, Class<?> type) implements InvocationHandler {
    static <T> T proxy(LoadedExtension extension, Class<T> type) {
        ClassLoader loader = type.getClassLoader();
        return type.cast(Proxy.newProxyInstance(
                loader == null ? ServiceHandler.class.getClassLoader() : loader,
                new Class<?>[] {type},
                new ServiceHandler(extension, type)));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        if (method.getDeclaringClass() == Object.class) {
            return switch (method.getName()) {
                case "equals" -> arguments != null && proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> type.getSimpleName() + " of extension " + extension.name();
            };
        }
        if (method.isDefault() && method.isAnnotationPresent(LocalExecution.class)) {
            return InvocationHandler.invokeDefault(proxy, method, arguments);
        }
        Slot slot = extension.enter();
        boolean later = false;
        try {
            Object service = slot.running.service(type);
            Object result = Proxy.getInvocationHandler(service).invoke(service, method, arguments);
            if (result instanceof CompletableFuture<?> future) {
                later = true;
                return translated(extension, slot, future);
            }
            return result;
        } catch (LinkClosedException e) {
            throw extension.gone(slot, e);
        } finally {
            if (!later) {
                slot.leave();
            }
        }
    }

    /** The result of a call that has not left yet. */
    static CompletableFuture<@Nullable Object> translated(
            LoadedExtension extension, Slot slot, CompletableFuture<?> future) {
        CompletableFuture<@Nullable Object> result = new CompletableFuture<>() {
            @Override
            public boolean cancel(boolean mayInterruptIfRunning) {
                boolean now = super.cancel(mayInterruptIfRunning);
                future.cancel(mayInterruptIfRunning);
                return now;
            }
        };
        CompletableFuture<?> unused = future.whenComplete((value, failure) -> {
            slot.leave();
            if (failure == null) {
                result.complete(value);
            } else if (failure instanceof LinkClosedException closed) {
                extension.whenGone(slot, closed, result::completeExceptionally);
            } else {
                result.completeExceptionally(failure);
            }
        });
        return result;
    }
}
