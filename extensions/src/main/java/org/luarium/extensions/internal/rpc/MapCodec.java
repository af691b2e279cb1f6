// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.luarium.extension.spi.ValueException;

/** Maps. */
final class MapCodec implements Codec {
    private final Codec key;
    private final Codec value;
    private final Maker maker;

    interface Maker {
        Map<@Nullable Object, @Nullable Object> make();
    }

    MapCodec(Codec key, Codec value, Maker maker) {
        this.key = key;
        this.value = value;
        this.maker = maker;
    }

    @Override
    public void write(Output out, @Nullable Object map, References references) {
        if (map == null) {
            out.nil();
            return;
        }
        // Somebody may change it meanwhile; the count has to be right.
        Object[] entries = ((Map<?, ?>) map).entrySet().toArray();
        out.enter();
        out.map(entries.length);
        for (Object each : entries) {
            Map.Entry<?, ?> entry = (Map.Entry<?, ?>) each;
            key.write(out, entry.getKey(), references);
            value.write(out, entry.getValue(), references);
        }
        out.leave();
    }

    @Override
    public @Nullable Object read(Input in, References references) {
        if (in.nil()) {
            return null;
        }
        Map<@Nullable Object, @Nullable Object> map = maker.make();
        if (in.kind() == Input.Kind.ARRAY) {
            // A table of Lua with the keys 1, 2, … is both.
            int size = in.array();
            for (int i = 1; i <= size; i++) {
                put(map, key.read(Input.of(i), references), in, references);
            }
            in.leave();
            return map;
        }
        int size = in.map();
        for (int i = 0; i < size; i++) {
            put(map, key.read(in, references), in, references);
        }
        in.leave();
        return map;
    }

    private void put(
            Map<@Nullable Object, @Nullable Object> map, @Nullable Object name, Input in, References references) {
        try {
            map.put(name, value.read(in, references));
        } catch (ClassCastException | NullPointerException e) {
            throw new ValueException("a map has a key or value that it cannot have: " + name, e);
        }
    }
}
