// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.luarium.extension.spi.LocalExecution;
import org.luarium.extension.spi.NoSuchTargetException;
import org.luarium.extension.spi.ValueException;

/** What can be called of an object on the other side: the methods of the interface that it was lent as, and no others. Immutable. */
final class RemoteInterface {
    private final Class<?> type;
    private final Map<String, RemoteMethod> byKey = new TreeMap<>();
    private final Map<Method, RemoteMethod> byMethod = new HashMap<>();

    private RemoteInterface(Class<?> type) {
        this.type = type;
    }

    static RemoteInterface of(Type declared, Codecs codecs) {
        Class<?> type = Generics.raw(declared);
        if (!type.isInterface()) {
            throw new ValueException(type.getName() + " is no interface; only methods of one can be called", null);
        }
        RemoteInterface made = new RemoteInterface(type);
        Map<TypeVariable<?>, Type> bindings = Generics.bindings(declared);
        for (Method method : type.getMethods()) {
            if (!Modifier.isStatic(method.getModifiers()) && !isLocal(method)) {
                RemoteMethod remote = new RemoteMethod(method, bindings, codecs);
                // Of two with the same parameters the one that says more about its result counts.
                made.byKey.merge(
                        remote.key(),
                        remote,
                        (known, other) -> known.rawResult().isAssignableFrom(other.rawResult()) ? other : known);
                made.byMethod.put(method, remote);
            }
        }
        made.byMethod.replaceAll((method, remote) -> made.byKey.getOrDefault(remote.key(), remote));
        return made;
    }

    /** Methods of Object, and what its own interface does with the others. */
    private static boolean isLocal(Method method) {
        if (method.isDefault()) {
            // A bridge calls what is meant.
            return method.isBridge()
                    || method.isAnnotationPresent(LocalExecution.class)
                    || method.getDeclaringClass().getName().startsWith("java.");
        }
        return switch (RemoteMethod.key(method)) {
            case "equals(java.lang.Object)", "hashCode()", "toString()" -> true;
            default -> false;
        };
    }

    Class<?> type() {
        return type;
    }

    Collection<RemoteMethod> methods() {
        return byKey.values();
    }

    @Nullable
    RemoteMethod find(Method method) {
        return byMethod.get(method);
    }

    /** By key, or by name and number of arguments. */
    List<RemoteMethod> find(String called, int arity) {
        RemoteMethod exact = byKey.get(called);
        if (exact != null) {
            return List.of(exact);
        }
        List<RemoteMethod> named = byKey.values().stream()
                .filter(method -> method.name().equals(called))
                .toList();
        List<RemoteMethod> fitting =
                named.stream().filter(method -> method.arity() == arity).toList();
        if (fitting.isEmpty()) {
            throw new NoSuchTargetException(
                    type.getName() + " has no method " + called
                            + (named.isEmpty()
                                    ? "; it has " + byKey.keySet()
                                    : " with " + arity + " parameters, only " + named),
                    null);
        }
        return fitting;
    }
}
