// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.luarium.extension.spi.CallFailedException;
import org.luarium.extension.spi.OneWay;
import org.luarium.extension.spi.ValueException;

/** A method that can be called from the other side. Thread-safe. */
final class RemoteMethod {
    /** A call that took so long has others wait no more: the next one gets a thread of its own. */
    private static final long SLOW_NANOS = 300_000;

    private final Method method;
    private final String key;
    private final Type[] types;
    private final Type resultType;
    private final Codecs codecs;
    private final @Nullable Codec[] parameters;
    private final boolean async;
    private final boolean oneWay;
    private final MethodHandle handle;
    private @Nullable Codec result;
    private volatile boolean slow;

    RemoteMethod(Method method, Map<TypeVariable<?>, Type> bindings, Codecs codecs) {
        this.method = method;
        this.codecs = codecs;
        key = key(method);
        types = Arrays.stream(method.getGenericParameterTypes())
                .map(type -> Generics.resolve(type, bindings))
                .toArray(Type[]::new);
        parameters = new Codec[types.length];
        Type returned = Generics.resolve(method.getGenericReturnType(), bindings);
        Class<?> raw = Generics.raw(returned);
        async = raw == CompletableFuture.class || raw == CompletionStage.class || raw == Future.class;
        resultType = !async
                ? returned
                : returned instanceof ParameterizedType parameterized
                        ? parameterized.getActualTypeArguments()[0]
                        : Object.class;
        oneWay = raw == void.class && method.isAnnotationPresent(OneWay.class);
        try {
            method.setAccessible(true);
            handle = MethodHandles.lookup()
                    .unreflect(method)
                    .asFixedArity()
                    .asSpreader(Object[].class, types.length)
                    .asType(MethodType.methodType(Object.class, Object.class, Object[].class));
        } catch (IllegalAccessException | RuntimeException e) {
            throw new ValueException(method + " cannot be called: " + e.getMessage(), e);
        }
    }

    /** What names it on the link: its name and the plain types of its parameters. */
    static String key(Method method) {
        return Arrays.stream(method.getParameterTypes())
                .map(Class::getTypeName)
                .collect(Collectors.joining(",", method.getName() + "(", ")"));
    }

    String key() {
        return key;
    }

    String name() {
        return method.getName();
    }

    int arity() {
        return types.length;
    }

    boolean varargs() {
        return method.isVarArgs();
    }

    boolean async() {
        return async;
    }

    boolean oneWay() {
        return oneWay;
    }

    List<Class<?>> exceptions() {
        return List.of(method.getExceptionTypes());
    }

    Class<?> rawResult() {
        return method.getReturnType();
    }

    Codec parameter(int index) {
        Codec codec = parameters[index];
        if (codec == null) {
            codec = codecs.of(types[index]);
            parameters[index] = codec;
        }
        return codec;
    }

    Codec result() {
        Codec codec = result;
        if (codec == null) {
            codec = codecs.of(resultType);
            result = codec;
        }
        return codec;
    }

    void writeArguments(Output out, @Nullable Object @Nullable [] arguments, References references) {
        out.array(types.length);
        for (int i = 0; i < types.length; i++) {
            try {
                parameter(i).write(out, arguments == null ? null : arguments[i], references);
            } catch (CallFailedException e) {
                throw e;
            } catch (ClassCastException e) {
                throw new ValueException("argument " + (i + 1) + " of " + name() + " is not of its type", e);
            } catch (RuntimeException | StackOverflowError e) {
                throw new ValueException("argument " + (i + 1) + " of " + name() + " cannot be sent: " + e, e);
            }
        }
    }

    @Nullable
    Object[] readArguments(Input in, References references) {
        int count = in.array();
        if (count != types.length) {
            throw new ValueException(
                    name() + " has " + types.length + " parameters, but got " + count + " arguments", null);
        }
        @Nullable Object[] arguments = new Object[count];
        for (int i = 0; i < count; i++) {
            arguments[i] = parameter(i).read(in, references);
        }
        in.leave();
        return arguments;
    }

    @Nullable
    Object invoke(Object target, @Nullable Object[] arguments) throws Throwable {
        return handle.invokeExact(target, arguments);
    }

    /** Whether it took long when it was called last. */
    boolean slow() {
        return slow;
    }

    void took(long nanos) {
        boolean now = nanos > SLOW_NANOS;
        if (slow != now) {
            slow = now;
        }
    }

    @Override
    public String toString() {
        return key;
    }
}
