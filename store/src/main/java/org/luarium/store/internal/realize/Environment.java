// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.realize;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    private final Function<RefPath, String> dependency;
    private final Function<SelfPath, Path> self;

    Environment(Function<RefPath, String> dependency, Function<SelfPath, Path> self) {
        this.dependency = dependency;
        this.self = self;
    }

    Map<String, String> of(Config config) {
        Map<String, String> environment = new LinkedHashMap<>();
        config.values().forEach((key, value) -> {
            if (VARIABLE.matcher(key).matches() && value != null) {
                Object resolved = resolve(value);
                environment.put(
                        key,
                        resolved instanceof List<?> || resolved instanceof Map<?, ?>
                                ? json(resolved)
                                : String.valueOf(resolved));
            }
        });
        return environment;
    }

    private static String json(Object value) {
        String text = Config.of(Map.of("value", value)).toJson();
        return text.substring("{\"value\":".length(), text.length() - 1);
    }

    private @Nullable Object resolve(@Nullable Object value) {
        if (value instanceof Ref.DRef dref) {
            return dependency.apply(RefPath.of(dref));
        } else if (value instanceof RefPath path) {
            return dependency.apply(path);
        } else if (value instanceof SelfPath path) {
            return self.apply(path).toString();
        } else if (value instanceof List<?> list) {
            List<@Nullable Object> resolved = new ArrayList<>();
            list.forEach(item -> resolved.add(resolve(item)));
            return resolved;
        } else if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> resolved = new LinkedHashMap<>();
            map.forEach((key, item) -> resolved.put(String.valueOf(key), resolve(item)));
            return resolved;
        }
        return value;
    }
}
