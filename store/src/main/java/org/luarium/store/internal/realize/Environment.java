// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.realize;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.luarium.store.Config;
import org.luarium.store.Ref;
import org.luarium.store.RefPath;
import org.luarium.store.SelfPath;

/** A configuration as environment of a program. */
final class Environment {
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final Function<RefPath, Path> dependency;
    private final Function<SelfPath, Path> self;

    Environment(Function<RefPath, Path> dependency, Function<SelfPath, Path> self) {
        this.dependency = dependency;
        this.self = self;
    }

    Map<String, String> of(Config config) {
        Map<String, String> environment = new LinkedHashMap<>();
        config.values().forEach((key, value) -> {
            if (VARIABLE.matcher(key).matches() && value != null) {
                String text = value instanceof List<?> || value instanceof SortedMap<?, ?>
                        ? Config.of(Map.of("value", resolve(value))).toJson()
                        : String.valueOf(resolve(value));
                environment.put(
                        key,
                        value instanceof List<?> || value instanceof SortedMap<?, ?>
                                ? text.substring("{\"value\":".length(), text.length() - 1)
                                : text);
            }
        });
        return environment;
    }

    private Object resolve(Object value) {
        if (value instanceof Ref.DRef dref) {
            return dependency.apply(RefPath.of(dref)).toString();
        } else if (value instanceof RefPath path) {
            return dependency.apply(path).toString();
        } else if (value instanceof SelfPath path) {
            return self.apply(path).toString();
        } else if (value instanceof List<?> list) {
            return list.stream().map(item -> item == null ? "" : resolve(item)).toList();
        } else if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> resolved = new LinkedHashMap<>();
            map.forEach((key, item) -> resolved.put(String.valueOf(key), item == null ? null : resolve(item)));
            return resolved;
        }
        return value;
    }
}
