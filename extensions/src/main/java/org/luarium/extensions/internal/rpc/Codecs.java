// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.luarium.extension.spi.ValueMapper;

/** The codecs of one link, by declared type. What a type is decides the side that declares it, never a name that was sent. Thread-safe. */
public final class Codecs {
    private final Map<Type, Codec> codecs = new ConcurrentHashMap<>();
    private final Map<Type, RemoteInterface> interfaces = new ConcurrentHashMap<>();
    private final Mappers mappers = new Mappers(this);
    private final Codec any = new AnyCodec(this);

    /** Says how values of a type are sent; replaces what was said before. A record or an interface has to be mapped before it is used. */
    public <T> void map(Class<T> type, ValueMapper<T, ?> mapper) {
        mappers.add(type, mapper);
        codecs.clear();
    }

    Mappers mappers() {
        return mappers;
    }

    /** The codec of values about which nothing is declared. */
    Codec any() {
        return any;
    }

    /** The codec of a type without variables. */
    Codec of(Type type) {
        Codec known = codecs.get(type);
        if (known == null) {
            // Not computed in the map: a record may contain itself.
            known = make(type);
            codecs.put(type, known);
        }
        return known;
    }

    /** The methods of an interface, which may have arguments itself: {@code Function<String, Integer>}. */
    RemoteInterface remoteInterface(Type type) {
        RemoteInterface known = interfaces.get(type);
        if (known == null) {
            known = RemoteInterface.of(type, this);
            interfaces.put(type, known);
        }
        return known;
    }

    private Codec make(Type type) {
        if (type instanceof WildcardType wildcard) {
            return of(wildcard.getUpperBounds()[0]);
        }
        if (type instanceof GenericArrayType array) {
            return new ListCodec(of(array.getGenericComponentType()), Generics.raw(array.getGenericComponentType()));
        }
        Class<?> raw = Generics.raw(type);
        Codec scalar = Scalars.of(raw);
        if (scalar != null) {
            return scalar;
        }
        if (raw == org.luarium.extension.spi.SharedBuffer.class) {
            return Segmented.BUFFERS;
        } else if (raw == byte[].class) {
            return BytesCodec.ARRAY;
        } else if (raw == java.nio.ByteBuffer.class) {
            return BytesCodec.BUFFER;
        } else if (raw.isArray()) {
            Class<?> element = raw.getComponentType();
            return NumberArrays.has(element) ? NumberArrays.of(element) : new ListCodec(of(element), element);
        } else if (raw == Object.class
                || raw == Number.class
                || raw == Comparable.class
                || raw == java.io.Serializable.class) {
            return raw == Object.class ? any : new AnyCodec(this, raw);
        } else if (raw == void.class || raw == Void.class) {
            return NothingCodec.INSTANCE;
        } else if (raw == Optional.class) {
            return new OptionalCodec(of(argument(type, 0)));
        } else if (Collection.class.isAssignableFrom(raw) || raw == Iterable.class) {
            ListCodec.Maker maker = collection(raw);
            if (maker != null) {
                return new ListCodec(of(argument(type, 0)), maker);
            }
        } else if (Map.class.isAssignableFrom(raw)) {
            MapCodec.Maker maker = map(raw);
            if (maker != null) {
                return new MapCodec(of(argument(type, 0)), of(argument(type, 1)), maker);
            }
        } else if (mappers.has(raw)) {
            return mappers.codec(raw);
        } else if (raw.isEnum()) {
            return new EnumCodec(raw);
        } else if (raw.isRecord()) {
            return new RecordCodec(type, this);
        } else if (raw.isInterface() && !raw.isAnnotation()) {
            return new ReferenceCodec(type, this);
        }
        return mappers.codec(raw);
    }

    private static Type argument(Type type, int index) {
        return type instanceof ParameterizedType parameterized
                ? parameterized.getActualTypeArguments()[index]
                : Object.class;
    }

    private static ListCodec.@org.jspecify.annotations.Nullable Maker collection(Class<?> raw) {
        if (raw == List.class || raw == Collection.class || raw == Iterable.class || raw == ArrayList.class) {
            return ArrayList::new;
        } else if (raw == Set.class || raw == LinkedHashSet.class) {
            return size -> new LinkedHashSet<>();
        } else if (raw == HashSet.class) {
            return size -> new HashSet<>();
        } else if (raw == SortedSet.class || raw == TreeSet.class) {
            return size -> new TreeSet<>();
        }
        return null;
    }

    private static MapCodec.@org.jspecify.annotations.Nullable Maker map(Class<?> raw) {
        if (raw == Map.class || raw == LinkedHashMap.class) {
            return LinkedHashMap::new;
        } else if (raw == HashMap.class) {
            return HashMap::new;
        } else if (raw == SortedMap.class || raw == TreeMap.class) {
            return TreeMap::new;
        } else if (raw == ConcurrentHashMap.class || raw == java.util.concurrent.ConcurrentMap.class) {
            return ConcurrentHashMap::new;
        }
        return null;
    }
}
