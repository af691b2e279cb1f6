// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a derivation is made of: a tree of texts, whole numbers, decimal numbers, truth values, nulls, lists and maps, with typed leaves for dependencies ({@link Ref.DRef},
 * {@link RefPath}) and for paths of the own output ({@link SelfPath}). Immutable, whatever happens to the values it was made of.
 *
 * <p>The order of keys does not count. {@code 1}, {@code 1.0} and {@code "1"} are three different values. A text never becomes a dependency, whatever it looks like.
 */
public final class Config {
    /** The name of a configuration that has none. */
    public static final String UNNAMED = "unnamed";

    /** The largest configuration, in characters of its canonical form. */
    public static final int LARGEST = 1 << 20;

    private static final String NAME_KEY = "name";

    private final SortedMap<String, @Nullable Object> values;
    private final String json;
    private final SortedSet<Ref.DRef> dependencies;
    private final List<SelfPath> promises;

    private Config(Map<String, ?> source) {
        CanonicalTree tree = new CanonicalTree();
        Object name = source.get(NAME_KEY);
        if (name != null && !(name instanceof String text && Syntax.isName(text))) {
            throw new InvalidConfigException(
                    NAME_KEY,
                    "is '" + name + "', and a name is 1 to " + Ref.LONGEST_NAME + " letters, digits, _ and -");
        }
        values = tree.copy(source);
        json = tree.json();
        dependencies = Collections.unmodifiableSortedSet(tree.dependencies());
        promises = List.copyOf(tree.promises());
    }

    /**
     * Creates a configuration.
     *
     * @param values String, Integer, Long, Double, Boolean, {@code null}, {@link Ref.DRef}, {@link RefPath}, {@link SelfPath}, and lists and maps of these; {@code name}, if there
     *     is one, is the name of the derivation
     * @return a configuration
     * @throws InvalidConfigException if a value is something else (bytes, NaN, an {@link Ref.RRef}), a key begins with {@code $} or is no text, the name has other characters than
     *     letters, digits, {@code _} and {@code -}, or it is nested deeper than 100 or larger than {@link #LARGEST}
     */
    public static Config of(Map<String, ?> values) {
        return new Config(requireNonNull(values, "values"));
    }

    /**
     * Starts a configuration.
     *
     * @param name the name of the derivation
     * @return a builder with this name in it
     */
    public static Builder builder(String name) {
        return new Builder(Map.of()).set(NAME_KEY, name);
    }

    /**
     * Starts a changed copy.
     *
     * @return a builder with everything in it
     */
    public Builder toBuilder() {
        return new Builder(values);
    }

    /**
     * The name of the derivation.
     *
     * @return the value of {@code name}, or {@link #UNNAMED}
     */
    public String name() {
        return values.get(NAME_KEY) instanceof String name ? name : UNNAMED;
    }

    /**
     * Everything, as an unmodifiable tree: String, Long, Double, Boolean, {@code null}, {@link Ref.DRef}, {@link RefPath}, {@link SelfPath}, List and SortedMap.
     *
     * @return sorted by key
     */
    public SortedMap<String, @Nullable Object> values() {
        return values;
    }

    /**
     * One value at the top.
     *
     * @param key its key
     * @param type the class of {@link #values()} it should have
     * @param <T> that class
     * @return the value
     * @throws InvalidConfigException if there is none, or it is of another class
     */
    public <T> T get(String key, Class<T> type) {
        return find(key, type)
                .orElseThrow(() ->
                        new InvalidConfigException(key, "is wanted as " + type.getSimpleName() + " and is not there"));
    }

    /**
     * One value at the top, if it is there.
     *
     * @param key its key
     * @param type the class of {@link #values()} it should have
     * @param <T> that class
     * @return the value; empty if there is none or it is null
     * @throws InvalidConfigException if it is of another class
     */
    public <T> Optional<T> find(String key, Class<T> type) {
        Object value = values.get(requireNonNull(key, "key"));
        if (value != null && !type.isInstance(value)) {
            throw new InvalidConfigException(
                    key,
                    "is wanted as " + type.getSimpleName() + " and is "
                            + value.getClass().getSimpleName());
        }
        return Optional.ofNullable(type.cast(value));
    }

    /**
     * The derivations that it depends on directly, at any depth of the tree.
     *
     * @return an unmodifiable set
     */
    public SortedSet<Ref.DRef> dependencies() {
        return dependencies;
    }

    /**
     * The paths that every output must have.
     *
     * @return promises, without claims, in the order of the canonical form
     */
    public List<SelfPath> promises() {
        return promises;
    }

    /**
     * The canonical form: equal configurations give equal texts in every JVM. Keys are sorted, there is no white space, a decimal number is the shortest that reads as the same
     * number, with exponent; a dependency is <code>{"$dep":["dref:…","a","b"]}</code>, a promise <code>{"$self":["a"]}</code>, a claim <code>{"$claim":["a"]}</code>.
     *
     * @return JSON
     */
    public String toJson() {
        return json;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Config config && json.equals(config.json);
    }

    @Override
    public int hashCode() {
        return json.hashCode();
    }

    @Override
    public String toString() {
        return json;
    }

    /** A configuration that is being written. Not thread-safe. */
    public static final class Builder {
        private final Map<String, @Nullable Object> values;

        private Builder(Map<String, ?> source) {
            values = new TreeMap<>(source);
        }

        /**
         * Sets a text.
         *
         * @param key at the top of the tree
         * @param value any text
         * @return this
         */
        public Builder set(String key, String value) {
            return put(key, requireNonNull(value, "value"));
        }

        /**
         * Sets a whole number.
         *
         * @param key at the top of the tree
         * @param value any number
         * @return this
         */
        public Builder set(String key, long value) {
            return put(key, value);
        }

        /**
         * Sets a decimal number.
         *
         * @param key at the top of the tree
         * @param value a finite number
         * @return this
         */
        public Builder set(String key, double value) {
            return put(key, value);
        }

        /**
         * Sets a truth value.
         *
         * @param key at the top of the tree
         * @param value true or false
         * @return this
         */
        public Builder set(String key, boolean value) {
            return put(key, value);
        }

        /**
         * Sets a dependency.
         *
         * @param key at the top of the tree
         * @param value a derivation of the same plan
         * @return this
         */
        public Builder set(String key, Ref.DRef value) {
            return put(key, requireNonNull(value, "value"));
        }

        /**
         * Sets a dependency on a part of an object.
         *
         * @param key at the top of the tree
         * @param value a path into a derivation of the same plan
         * @return this
         */
        public Builder set(String key, RefPath value) {
            return put(key, requireNonNull(value, "value"));
        }

        /**
         * Sets a path in the own output.
         *
         * @param key at the top of the tree
         * @param value a promise or a claim
         * @return this
         */
        public Builder set(String key, SelfPath value) {
            return put(key, requireNonNull(value, "value"));
        }

        /**
         * Sets a list.
         *
         * @param key at the top of the tree
         * @param value values as in {@link Config#of}
         * @return this
         */
        public Builder set(String key, List<?> value) {
            return put(key, new ArrayList<>(value));
        }

        /**
         * Sets a map.
         *
         * @param key at the top of the tree
         * @param value values as in {@link Config#of}
         * @return this
         */
        public Builder set(String key, Map<String, ?> value) {
            return put(key, new TreeMap<>(value));
        }

        /**
         * Removes a key.
         *
         * @param key at the top of the tree; may be missing
         * @return this
         */
        public Builder remove(String key) {
            values.remove(requireNonNull(key, "key"));
            return this;
        }

        /**
         * Creates the configuration.
         *
         * @return what was set so far
         * @throws InvalidConfigException as {@link Config#of}
         */
        public Config build() {
            return new Config(values);
        }

        private Builder put(String key, Object value) {
            values.put(requireNonNull(key, "key"), value);
            return this;
        }
    }
}
