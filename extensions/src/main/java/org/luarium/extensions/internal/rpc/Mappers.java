// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.luarium.extension.spi.ValueException;
import org.luarium.extension.spi.ValueMapper;

/** Types that somebody has told how to send, by name: only these are ever looked up by a name that was sent. Thread-safe. */
final class Mappers {
    /** Bytes of a name that nobody knows, for messages. */
    private static final int MOST_NAME = 200;

    private final Codecs codecs;
    private final Map<String, Mapped<?, ?>> byName = new ConcurrentHashMap<>();

    Mappers(Codecs codecs) {
        this.codecs = codecs;
    }

    private record Mapped<T, P>(Class<T> type, ValueMapper<T, P> mapper) {}

    <T> void add(Class<T> type, ValueMapper<T, ?> mapper) {
        byName.put(type.getName(), new Mapped<>(type, mapper));
    }

    private @Nullable Mapped<?, ?> find(Class<?> type) {
        if (byName.isEmpty()) {
            return null;
        }
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            Mapped<?, ?> found = exact(each);
            if (found == null) {
                found = ofInterfaces(each);
            }
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private @Nullable Mapped<?, ?> ofInterfaces(Class<?> type) {
        for (Class<?> parent : type.getInterfaces()) {
            Mapped<?, ?> found = exact(parent);
            if (found == null) {
                found = ofInterfaces(parent);
            }
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private @Nullable Mapped<?, ?> exact(Class<?> type) {
        Mapped<?, ?> found = byName.get(type.getName());
        return found != null && found.type() == type ? found : null;
    }

    /** Whether somebody told how this very type is sent. */
    boolean has(Class<?> type) {
        return exact(type) != null;
    }

    boolean knows(Class<?> type) {
        return find(type) != null;
    }

    /** Writes a value of a mapped type. */
    void write(Output out, Object value, References references) {
        Mapped<?, ?> found = find(value.getClass());
        if (found == null) {
            throw new ValueException(
                    "values of " + value.getClass().getName()
                            + " cannot be sent; use a record, or tell how with ExtensionSpec.map in the host and ExtensionContext.map in the extension",
                    null);
        }
        write(out, found, value, references);
    }

    private <T, P> void write(Output out, Mapped<T, P> mapped, Object value, References references) {
        P plain;
        try {
            plain = mapped.mapper().toPlain(mapped.type().cast(value));
        } catch (RuntimeException e) {
            throw new ValueException("the mapper of " + mapped.type().getName() + " failed: " + e.getMessage(), e);
        }
        out.enter();
        out.tagged(Tags.MAPPED, mapped.type().getName().getBytes(StandardCharsets.UTF_8));
        codecs.of(mapped.mapper().plainType()).write(out, plain, references);
        out.leave();
    }

    /** Reads a value whose tag was read. */
    @Nullable
    Object read(Input in, byte[] name, References references) {
        Mapped<?, ?> found = byName.get(new String(name, StandardCharsets.UTF_8));
        if (found == null) {
            throw new ValueException(
                    "values of " + new String(name, 0, Math.min(name.length, MOST_NAME), StandardCharsets.UTF_8)
                            + " are not known on this side; tell how they are sent with ExtensionSpec.map in the host and ExtensionContext.map in the extension",
                    null);
        }
        return read(in, found, references);
    }

    private <T, P> @Nullable T read(Input in, Mapped<T, P> mapped, References references) {
        Class<P> plainType = mapped.mapper().plainType();
        in.enter();
        Object plain = codecs.of(plainType).read(in, references);
        in.leave();
        if (plain == null) {
            return null;
        }
        try {
            return mapped.mapper().fromPlain(plainType.cast(plain));
        } catch (RuntimeException e) {
            throw new ValueException("the mapper of " + mapped.type().getName() + " failed: " + e.getMessage(), e);
        }
    }

    /** What does not know the types of Java sends plain values. */
    private @Nullable Object readDeclared(Input in, Class<?> declared, References references) {
        if (in.kind() == Input.Kind.TAGGED) {
            return read(in, Scalars.rest(in, Tags.MAPPED), references);
        }
        Mapped<?, ?> found = find(declared);
        if (found == null) {
            throw new ValueException(
                    "values of " + declared.getName() + " are not known; tell how they are sent with ExtensionSpec.map",
                    null);
        }
        return read(in, found, references);
    }

    /** The codec of a class that only a mapper can send. */
    Codec codec(Class<?> declared) {
        return new Codec() {
            @Override
            public void write(Output out, @Nullable Object value, References references) {
                if (value == null) {
                    out.nil();
                } else {
                    Mappers.this.write(out, value, references);
                }
            }

            @Override
            public @Nullable Object read(Input in, References references) {
                if (in.nil()) {
                    return null;
                }
                Object value = readDeclared(in, declared, references);
                if (value != null && !declared.isInstance(value)) {
                    throw new ValueException(
                            "expected a " + declared.getName() + ", but got a "
                                    + value.getClass().getName(),
                            null);
                }
                return value;
            }
        };
    }
}
