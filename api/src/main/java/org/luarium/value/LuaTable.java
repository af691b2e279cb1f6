// SPDX-License-Identifier: Apache-2.0
package org.luarium.value;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Lua table by value: the sequence 1..n and, in the order in which they came, all other entries. Metatables stay in the VM.
 * Immutable.
 */
public final class LuaTable implements LuaValue {
    private final List<LuaValue> sequence;
    private final Map<LuaValue, LuaValue> entries;

    private LuaTable(List<LuaValue> sequence, Map<LuaValue, LuaValue> entries) {
        this.sequence = sequence;
        this.entries = entries;
    }

    /**
     * A table with the keys 1..n.
     *
     * @param values the values, copied; a {@code nil} among them is kept here, and is no entry in Lua
     * @return the table
     */
    public static LuaTable ofList(List<? extends LuaValue> values) {
        return new LuaTable(List.copyOf(values), Map.of());
    }

    /**
     * Starts a table.
     *
     * @return an empty builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The values of the keys 1..n.
     *
     * @return the sequence, empty if there is no key 1; unmodifiable
     */
    public List<LuaValue> asList() {
        return sequence;
    }

    /**
     * Every entry, the sequence included.
     *
     * @return key to value, sequence first; unmodifiable
     */
    public Map<LuaValue, LuaValue> asMap() {
        Map<LuaValue, LuaValue> all = new LinkedHashMap<>();
        for (int i = 0; i < sequence.size(); i++) {
            all.put(LuaValue.of(i + 1L), sequence.get(i));
        }
        all.putAll(entries);
        return Collections.unmodifiableMap(all);
    }

    /**
     * Looks a key up.
     *
     * @param key the key
     * @return its value, or {@code nil}
     */
    public LuaValue get(LuaValue key) {
        if (key instanceof LuaInteger index && index.value() >= 1 && index.value() <= sequence.size()) {
            return sequence.get((int) index.value() - 1);
        }
        return entries.getOrDefault(key, LuaNil.NIL);
    }

    /**
     * Looks a field up.
     *
     * @param field the name
     * @return its value, or {@code nil}
     */
    public LuaValue get(String field) {
        return get(LuaValue.of(field));
    }

    /**
     * The number of entries.
     *
     * @return the number of all keys, those of the sequence and the others; unlike Lua's {@code #}
     */
    public int size() {
        return sequence.size() + entries.size();
    }

    @Override
    public String typeName() {
        return "table";
    }

    @Override
    public LuaTable asTable() {
        return this;
    }

    @Override
    public Object toJava() {
        if (entries.isEmpty()) {
            List<@Nullable Object> list = new ArrayList<>(sequence.size());
            sequence.forEach(value -> list.add(value.toJava()));
            return list;
        }
        Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
        asMap().forEach((key, value) -> map.put(key.toJava(), value.toJava()));
        return map;
    }

    @Override
    public String display() {
        StringBuilder text = new StringBuilder("{");
        for (LuaValue value : sequence) {
            text.append(text.length() > 1 ? ", " : "").append(value.display());
        }
        entries.forEach((key, value) -> text.append(text.length() > 1 ? ", " : "")
                .append(key.display())
                .append(" = ")
                .append(value.display()));
        return text.append('}').toString();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LuaTable that && sequence.equals(that.sequence) && entries.equals(that.entries);
    }

    @Override
    public int hashCode() {
        return 31 * sequence.hashCode() + entries.hashCode();
    }

    @Override
    public String toString() {
        return display();
    }

    /** Collects the entries of a table. Not thread-safe. */
    public static final class Builder {
        private final List<LuaValue> sequence = new ArrayList<>();
        private final Map<LuaValue, LuaValue> entries = new LinkedHashMap<>();

        private Builder() {}

        /**
         * Sets one entry. A value of {@code nil} removes the key, as in Lua.
         *
         * @param key any value but {@code nil} and NaN
         * @param value its value
         * @return this builder
         * @throws IllegalArgumentException for a key that Lua does not allow
         */
        public Builder put(LuaValue key, LuaValue value) {
            if (requireNonNull(key, "key").isNil()
                    || (key instanceof LuaFloat number && Double.isNaN(number.value()))) {
                throw new IllegalArgumentException("a table key must not be " + key.display());
            }
            LuaValue known = key instanceof LuaFloat number && number.value() == (long) number.value()
                    ? LuaValue.of((long) number.value())
                    : key;
            if (known instanceof LuaInteger index && index.value() >= 1 && index.value() <= sequence.size() + 1L) {
                putIndex((int) index.value(), value);
            } else if (value.isNil()) {
                entries.remove(known);
            } else {
                entries.put(known, value);
            }
            return this;
        }

        /**
         * Sets one field.
         *
         * @param field the name
         * @param value any data that {@link LuaValue#from} takes
         * @return this builder
         */
        public Builder put(String field, @Nullable Object value) {
            return put(LuaValue.of(field), LuaValue.from(value));
        }

        private void putIndex(int index, LuaValue value) {
            if (value.isNil()) {
                // Everything behind a removed element leaves the sequence, so that 1..n stays without a gap.
                for (int i = sequence.size(); i >= index; i--) {
                    LuaValue moved = sequence.remove(i - 1);
                    if (i > index) {
                        entries.put(LuaValue.of((long) i), moved);
                    }
                }
                entries.remove(LuaValue.of((long) index));
                return;
            }
            if (index <= sequence.size()) {
                sequence.set(index - 1, value);
                return;
            }
            sequence.add(value);
            entries.remove(LuaValue.of((long) index));
            for (LuaValue next = entries.remove(LuaValue.of(sequence.size() + 1L));
                    next != null;
                    next = entries.remove(LuaValue.of(sequence.size() + 1L))) {
                sequence.add(next);
            }
        }

        /**
         * The table.
         *
         * @return an immutable table; the builder may go on
         */
        public LuaTable build() {
            return new LuaTable(List.copyOf(sequence), Collections.unmodifiableMap(new LinkedHashMap<>(entries)));
        }
    }
}
