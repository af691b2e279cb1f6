// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What type variables stand for. */
final class Generics {
    private Generics() {}

    /** A type with arguments; equal to others with the same. */
    record Parameterized(Class<?> raw, List<Type> arguments) implements ParameterizedType {
        @Override
        public Type[] getActualTypeArguments() {
            return arguments.toArray(new Type[0]);
        }

        @Override
        public Type getRawType() {
            return raw;
        }

        @Override
        public @Nullable Type getOwnerType() {
            return raw.getDeclaringClass();
        }

        @Override
        public String toString() {
            return raw.getName() + arguments;
        }
    }

    /** An array of what has arguments; equal to others of the same. */
    record ArrayOf(Type element) implements GenericArrayType {
        @Override
        public Type getGenericComponentType() {
            return element;
        }
    }

    static Class<?> raw(Type type) {
        if (type instanceof Class<?> plain) {
            return plain;
        } else if (type instanceof ParameterizedType parameterized) {
            return (Class<?>) parameterized.getRawType();
        } else if (type instanceof GenericArrayType array) {
            return raw(array.getGenericComponentType()).arrayType();
        } else if (type instanceof WildcardType wildcard) {
            return raw(wildcard.getUpperBounds()[0]);
        }
        return raw(((TypeVariable<?>) type).getBounds()[0]);
    }

    /** What the variables of a type and of all that it extends stand for. */
    static Map<TypeVariable<?>, Type> bindings(Type type) {
        Map<TypeVariable<?>, Type> bindings = new HashMap<>();
        collect(type, bindings);
        return bindings;
    }

    private static void collect(Type type, Map<TypeVariable<?>, Type> bindings) {
        Class<?> raw = raw(type);
        if (type instanceof ParameterizedType parameterized) {
            TypeVariable<?>[] variables = raw.getTypeParameters();
            Type[] arguments = parameterized.getActualTypeArguments();
            for (int i = 0; i < variables.length; i++) {
                bindings.put(variables[i], resolve(arguments[i], bindings));
            }
        }
        for (Type parent : raw.getGenericInterfaces()) {
            collect(parent, bindings);
        }
    }

    /** The type without variables: what they stand for, or their bound. */
    static Type resolve(Type type, Map<TypeVariable<?>, Type> bindings) {
        if (type instanceof TypeVariable<?> variable) {
            Type bound = bindings.get(variable);
            return bound != null ? bound : raw(variable.getBounds()[0]);
        } else if (type instanceof ParameterizedType parameterized) {
            return new Parameterized(
                    raw(type),
                    Arrays.stream(parameterized.getActualTypeArguments())
                            .map(argument -> resolve(argument, bindings))
                            .toList());
        } else if (type instanceof GenericArrayType array) {
            Type element = resolve(array.getGenericComponentType(), bindings);
            return element instanceof Class<?> plain ? plain.arrayType() : array(element);
        } else if (type instanceof WildcardType wildcard) {
            // What may be handed to a consumer of something is that.
            Type[] lower = wildcard.getLowerBounds();
            return resolve(lower.length > 0 ? lower[0] : wildcard.getUpperBounds()[0], bindings);
        }
        return type;
    }

    private static Type array(Type element) {
        return new ArrayOf(element);
    }
}
