// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.luarium.extension.spi.SharedBuffer;
import org.luarium.extension.spi.ValueException;

/**
 * Values about which nothing is declared: what was sent says what they are, out of a closed list. Integers become {@code Long}, other numbers {@code Double}, maps and records {@code Map},
 * collections {@code List}.
 */
final class AnyCodec implements Codec {
    private final Codecs codecs;
    private final Class<?> wanted;

    AnyCodec(Codecs codecs) {
        this(codecs, Object.class);
    }

    AnyCodec(Codecs codecs, Class<?> wanted) {
        this.codecs = codecs;
        this.wanted = wanted;
    }

    @Override
    public void write(Output out, @Nullable Object value, References references) {
        if (value == null) {
            out.nil();
            return;
        }
        Class<?> type = value.getClass();
        Codec scalar = Scalars.of(type);
        if (scalar != null) {
            scalar.write(out, value, references);
        } else if (value instanceof Collection<?> || value instanceof Object[]) {
            codecs.of(List.class).write(out, value, references);
        } else if (value instanceof Map<?, ?>) {
            codecs.of(Map.class).write(out, value, references);
        } else if (value instanceof ByteBuffer) {
            BytesCodec.BUFFER.write(out, value, references);
        } else if (value instanceof SharedBuffer buffer) {
            Segmented.writeBuffer(out, buffer, references);
        } else if (value instanceof Optional<?> optional) {
            write(out, optional.orElse(null), references);
        } else if (value instanceof CharSequence || value instanceof ZoneId) {
            codecs.of(String.class).write(out, value.toString(), references);
        } else if (codecs.mappers().knows(type)) {
            codecs.mappers().write(out, value, references);
        } else if (value instanceof Enum<?> constant) {
            out.string(constant.name());
        } else if (type.isArray() || type.isRecord()) {
            codecs.of(type).write(out, value, references);
        } else if (!references.writeKnown(out, value)) {
            codecs.mappers().write(out, value, references);
        }
    }

    @Override
    public @Nullable Object read(Input in, References references) {
        Object value = readAny(in, references);
        if (value != null && !wanted.isInstance(value)) {
            throw new ValueException(
                    "expected a " + wanted.getSimpleName() + ", but got a "
                            + value.getClass().getSimpleName(),
                    null);
        }
        return value;
    }

    private @Nullable Object readAny(Input in, References references) {
        return switch (in.kind()) {
            case NIL -> {
                in.nil();
                yield null;
            }
            case BOOLEAN -> in.bool();
            case INTEGER -> in.integer();
            case FLOAT -> in.float8();
            case STRING -> in.string();
            case BINARY -> in.binary();
            case ARRAY -> {
                int size = in.array();
                List<@Nullable Object> list = new ArrayList<>();
                for (int i = 0; i < size; i++) {
                    list.add(readAny(in, references));
                }
                in.leave();
                yield list;
            }
            case MAP -> {
                int size = in.map();
                Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
                for (int i = 0; i < size; i++) {
                    Object key = readAny(in, references);
                    map.put(key, readAny(in, references));
                }
                in.leave();
                yield map;
            }
            case TAGGED -> tagged(in, references);
        };
    }

    private @Nullable Object tagged(Input in, References references) {
        int begin = in.position();
        int[] length = new int[1];
        int tag = in.tag(length);
        return switch (tag) {
            case Tags.MINE, Tags.YOURS -> references.known(in, tag, in.number(length[0]));
            case Tags.ARRAY -> NumberArrays.read(in.rest(length[0]));
            case Tags.SEGMENT -> Segmented.readAny(in.rest(length[0]), in, references);
            case Tags.MAPPED -> codecs.mappers().read(in, in.rest(length[0]), references);
            default -> {
                Class<?> type = switch (tag) {
                    case Tags.INTEGER -> BigInteger.class;
                    case Tags.DECIMAL -> BigDecimal.class;
                    case Tags.INSTANT -> Instant.class;
                    case Tags.UUID -> UUID.class;
                    default -> throw new ValueException("what was sent is of a kind that is not known: " + tag, null);
                };
                in.again(begin);
                yield codecs.of(type).read(in, references);
            }
        };
    }
}
