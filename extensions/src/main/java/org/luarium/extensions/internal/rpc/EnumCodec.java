// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.luarium.extension.spi.ValueException;

/** Constants, by name. */
final class EnumCodec implements Codec {
    private final Map<String, Enum<?>> constants = new LinkedHashMap<>();
    private final Class<?> type;

    EnumCodec(Class<?> type) {
        this.type = type;
        for (Object each : type.getEnumConstants()) {
            Enum<?> constant = (Enum<?>) each;
            constants.put(constant.name(), constant);
        }
    }

    @Override
    public void write(Output out, @Nullable Object value, References references) {
        if (value == null) {
            out.nil();
        } else {
            out.string(((Enum<?>) value).name());
        }
    }

    @Override
    public @Nullable Object read(Input in, References references) {
        if (in.nil()) {
            return null;
        }
        String name = in.string();
        Enum<?> constant = constants.get(name);
        if (constant == null) {
            throw new ValueException(
                    type.getSimpleName() + " has no constant " + name + ", only " + constants.keySet(), null);
        }
        return constant;
    }
}
