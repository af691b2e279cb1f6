// SPDX-License-Identifier: Apache-2.0
package org.luarium.vm;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.luarium.value.LuaValue;

/** Java functions under one name, seen from Lua as a module. Immutable. */
public final class HostModule {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,63}");

    private final Map<String, HostFunction> functions;

    private HostModule(Map<String, HostFunction> functions) {
        this.functions = Collections.unmodifiableMap(new LinkedHashMap<>(functions));
    }

    /**
     * Starts a module.
     *
     * @return an empty builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The functions.
     *
     * @return name to function, unmodifiable
     */
    public Map<String, HostFunction> functions() {
        return functions;
    }

    /** Collects functions. Not thread-safe. */
    public static final class Builder {
        private final Map<String, HostFunction> functions = new LinkedHashMap<>();

        private Builder() {}

        /**
         * Adds a function.
         *
         * @param name a Lua name
         * @param function what it does
         * @return this builder
         * @throws IllegalArgumentException if the name is not a Lua name or taken
         */
        public Builder function(String name, HostFunction function) {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("'" + name + "' is not a Lua name");
            }
            if (functions.putIfAbsent(name, requireNonNull(function, "function")) != null) {
                throw new IllegalArgumentException("function '" + name + "' is there already");
            }
            return this;
        }

        /**
         * Adds a function that neither needs the VM nor returns more than one value.
         *
         * @param name a Lua name
         * @param function what it does
         * @return this builder
         * @throws IllegalArgumentException if the name is not a Lua name or taken
         */
        public Builder simple(String name, Simple function) {
            requireNonNull(function, "function");
            return function(name, (vm, arguments) -> List.of(function.call(arguments)));
        }

        /**
         * Adds a function whose answer comes later.
         *
         * @param name a Lua name
         * @param function what it does
         * @return this builder
         * @throws IllegalArgumentException if the name is not a Lua name or taken
         */
        public Builder asynchronous(String name, AsyncHostFunction function) {
            return function(name, function);
        }

        /**
         * The module.
         *
         * @return an immutable value
         */
        public HostModule build() {
            return new HostModule(functions);
        }
    }

    /** A host function of arguments only. */
    @FunctionalInterface
    public interface Simple {
        /**
         * Does the work.
         *
         * @param arguments what Lua passed
         * @return what Lua receives; {@link LuaValue#nil()} for nothing
         * @throws Exception becomes an error in Lua, as in {@link HostFunction}
         */
        LuaValue call(List<LuaValue> arguments) throws Exception;
    }
}
