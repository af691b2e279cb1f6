// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.inspect;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.luarium.store.Lens;
import org.luarium.store.Ref;
import org.luarium.store.RefPath;
import org.luarium.store.internal.disk.Entry;

/** A value that is no reference, or a path of which nobody knows where it leads. */
final class ValuePlace extends Place {
    private final Lenses lenses;
    private final @Nullable Object value;
    private final @Nullable Entry entry;

    ValuePlace(Lenses lenses, String at, @Nullable Object value, @Nullable Entry entry) {
        super(at);
        this.lenses = lenses;
        this.value = value;
        this.entry = entry;
    }

    /** An index into something of this size. */
    static Optional<Integer> index(String key, int size) {
        try {
            int index = Integer.parseInt(key);
            return index >= 0 && index < size ? Optional.of(index) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    @Override
    public Lens get(String key) {
        if (value instanceof Map<?, ?> map && map.containsKey(key)) {
            return lenses.value(next(key), map.get(key), entry);
        }
        if (value instanceof List<?> list) {
            int index = index(key, list.size()).orElseThrow(() -> missing(key));
            return lenses.value(next(key), list.get(index), entry);
        }
        throw missing(key);
    }

    @Override
    public List<String> keys() {
        if (value instanceof Map<?, ?> map) {
            return map.keySet().stream().map(String::valueOf).toList();
        }
        return value instanceof List<?> list
                ? IntStream.range(0, list.size()).mapToObj(String::valueOf).toList()
                : List.of();
    }

    @Override
    public @Nullable Object value() {
        return value;
    }

    @Override
    public Ref ref() {
        return value instanceof RefPath path ? path.dref() : super.ref();
    }

    @Override
    public String text() {
        return value instanceof String text ? text : ConfigText.text(value);
    }
}
