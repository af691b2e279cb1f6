// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.luarium.extension.spi.ValueException;

/** Records, as maps from the names of their components: the two sides may have different versions of one. */
final class RecordCodec implements Codec {
    private final Class<?> type;
    private final Codecs codecs;
    private final String[] names;
    private final byte[][] ascii;
    private final Type[] types;
    private final Class<?>[] raw;
    private final MethodHandle constructor;
    private final MethodHandle[] accessors;
    /** Found when they are needed, because a record may contain itself. */
    private final @Nullable Codec[] components;

    RecordCodec(Type declared, Codecs codecs) {
        this.type = Generics.raw(declared);
        this.codecs = codecs;
        Map<TypeVariable<?>, Type> bindings = new HashMap<>();
        if (declared instanceof ParameterizedType parameterized) {
            TypeVariable<?>[] variables = type.getTypeParameters();
            for (int i = 0; i < variables.length; i++) {
                bindings.put(variables[i], parameterized.getActualTypeArguments()[i]);
            }
        }
        RecordComponent[] parts = type.getRecordComponents();
        names = Arrays.stream(parts).map(RecordComponent::getName).toArray(String[]::new);
        ascii = Arrays.stream(names)
                .map(name -> name.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        raw = Arrays.stream(parts).map(RecordComponent::getType).toArray(Class<?>[]::new);
        types = Arrays.stream(parts)
                .map(part -> Generics.resolve(part.getGenericType(), bindings))
                .toArray(Type[]::new);
        components = new Codec[parts.length];
        accessors = new MethodHandle[parts.length];
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            Constructor<?> canonical = type.getDeclaredConstructor(raw);
            canonical.setAccessible(true);
            constructor = lookup.unreflectConstructor(canonical)
                    .asSpreader(Object[].class, parts.length)
                    .asType(MethodType.methodType(Object.class, Object[].class));
            for (int i = 0; i < parts.length; i++) {
                Method accessor = parts[i].getAccessor();
                accessor.setAccessible(true);
                accessors[i] = lookup.unreflect(accessor).asType(MethodType.methodType(Object.class, Object.class));
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new ValueException("record " + type.getName() + " cannot be used: " + e.getMessage(), e);
        }
    }

    private Codec component(int i) {
        Codec codec = components[i];
        if (codec == null) {
            codec = codecs.of(types[i]);
            components[i] = codec;
        }
        return codec;
    }

    @Override
    public void write(Output out, @Nullable Object value, References references) {
        if (value == null) {
            out.nil();
            return;
        }
        out.enter();
        out.map(names.length);
        for (int i = 0; i < names.length; i++) {
            out.string(names[i]);
            Object part;
            try {
                part = accessors[i].invokeExact(value);
            } catch (Throwable e) {
                throw new ValueException(type.getSimpleName() + "." + names[i] + " cannot be read: " + e, e);
            }
            component(i).write(out, part, references);
        }
        out.leave();
    }

    private int fields(Input in) {
        if (in.kind() != Input.Kind.ARRAY) {
            return in.map();
        }
        // A table of Lua without fields looks like a list.
        if (in.array() > 0) {
            throw new ValueException("expected a " + type.getSimpleName() + ", but got a list", null);
        }
        return 0;
    }

    @Override
    public @Nullable Object read(Input in, References references) {
        if (in.nil()) {
            return null;
        }
        int size = fields(in);
        @Nullable Object[] values = new Object[names.length];
        boolean[] seen = new boolean[names.length];
        for (int i = 0; i < size; i++) {
            int place = i < names.length && in.takeIf(ascii[i])
                    ? i
                    : Arrays.asList(names).indexOf(in.string());
            if (place < 0) {
                in.skip();
            } else {
                values[place] = component(place).read(in, references);
                seen[place] = true;
            }
        }
        in.leave();
        for (int i = 0; i < names.length; i++) {
            if (!seen[i]) {
                if (raw[i].isPrimitive()) {
                    throw new ValueException(type.getSimpleName() + "." + names[i] + " was not sent", null);
                }
                values[i] = component(i).missing();
            }
        }
        try {
            return constructor.invokeExact(values);
        } catch (Throwable e) {
            throw new ValueException(
                    "no " + type.getSimpleName() + " can be made of what was sent: " + e.getMessage(), e);
        }
    }
}
