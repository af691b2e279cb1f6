// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.descriptor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.luarium.extension.ExtensionKind;
import org.luarium.extension.ExtensionSpec;
import org.luarium.extension.ExtensionSpecBuilder;

/**
 * An extension, described by keys and values. A list is an array, or a text with commas.
 *
 * <table>
 * <caption>Keys</caption>
 * <tr><th>key</th><th>value</th><th>without it</th></tr>
 * <tr><td>{@code name}</td><td>its name</td><td>that of what carries the descriptor: the folder, the file, what follows {@code ~} in the PID</td></tr>
 * <tr><td>{@code kind}</td><td>{@code java} or {@code lua}</td><td>{@code java}</td></tr>
 * <tr><td>{@code interfaces}</td><td>list of interfaces that it is called by, and published under</td><td>it can be called by name only</td></tr>
 * <tr><td>{@code main}</td><td>main class, or module</td><td>for Java: what {@code META-INF/services} of its jars names</td></tr>
 * <tr><td>{@code jars}</td><td>list of jars: paths of the bundle, relative to the folder, or absolute</td><td>in a folder: all {@code *.jar}; else none</td></tr>
 * <tr><td>{@code dependencies}</td><td>list of {@code group:artifact:version}; only for Java</td><td>none</td></tr>
 * <tr><td>{@code grants}</td><td>list of interfaces of services that it may call</td><td>none</td></tr>
 * <tr><td>{@code settings.KEY}</td><td>what the extension finds in its settings as {@code KEY}</td><td></td></tr>
 * <tr><td>{@code environment}, {@code engine}</td><td>packages and interpreter; only for Lua</td><td>the default ones</td></tr>
 * <tr><td>{@code isolated}</td><td>{@code true} or {@code false}</td><td>{@code true}</td></tr>
 * <tr><td>{@code mode}</td><td>{@code required}, {@code preferred} or {@code off}</td><td>{@code required}</td></tr>
 * <tr><td>{@code network}</td><td>{@code true} or {@code false}</td><td>{@code false}</td></tr>
 * <tr><td>{@code readable}, {@code writable}</td><td>list of absolute paths of the host</td><td>none</td></tr>
 * <tr><td>{@code memory}, {@code shared}, {@code scratch}, {@code frame}</td><td>size such as {@code 64M}</td><td>{@code 64M}, {@code 1G}, {@code 32M}, {@code 16M}</td></tr>
 * <tr><td>{@code processes}, {@code openFiles}, {@code callsInFlight}, {@code threads}</td><td>number</td><td>128, 1024, 1024, 64</td></tr>
 * <tr><td>{@code callTime}, {@code startTime}, {@code stopTime}</td><td>duration such as {@code 500ms}, {@code 10s}, {@code 2m}</td><td>{@code 30s}, {@code 10s}, {@code 3s}</td></tr>
 * <tr><td>{@code restart}</td><td>{@code never}, {@code on-failure} or {@code on-demand}</td><td>{@code on-failure}</td></tr>
 * <tr><td>{@code strictEvents}</td><td>{@code true} or {@code false}</td><td>{@code false}</td></tr>
 * </table>
 */
public final class Descriptor {
    private static final int LARGEST = 1 << 18;

    private Descriptor() {}

    /** Reads a file of properties, in UTF-8. */
    public static Map<String, Object> read(InputStream in) throws IOException {
        byte[] content = in.readNBytes(LARGEST + 1);
        if (content.length > LARGEST) {
            throw new IllegalArgumentException("it is larger than " + LARGEST + " bytes, which no descriptor is");
        }
        Properties properties = new Properties();
        properties.load(new InputStreamReader(new ByteArrayInputStream(content), UTF_8));
        Map<String, Object> entries = new TreeMap<>();
        properties.stringPropertyNames().forEach(key -> entries.put(key, properties.getProperty(key)));
        return entries;
    }

    /**
     * Understands a descriptor.
     *
     * @param entries texts, numbers, booleans, and arrays and collections of them
     * @param name of the extension, if the descriptor has none
     * @param surroundings what it speaks of
     * @throws IllegalArgumentException if it is wrong: names the key and what may stand there
     */
    public static ExtensionSpec spec(Map<String, ?> entries, String name, Surroundings surroundings)
            throws IOException {
        Map<Key, Value> values = new EnumMap<>(Key.class);
        Map<String, String> settings = new TreeMap<>();
        for (Map.Entry<String, ?> entry : entries.entrySet()) {
            String text = entry.getKey();
            Value value = Value.of(text, entry.getValue());
            if (text.startsWith(Key.SETTINGS) && text.length() > Key.SETTINGS.length()) {
                settings.put(text.substring(Key.SETTINGS.length()), value.text());
            } else {
                values.put(
                        Key.of(text)
                                .orElseThrow(() -> new IllegalArgumentException(
                                        text + " is no key of a descriptor; there are " + Key.all())),
                        value);
            }
        }
        ExtensionSpecBuilder spec = begin(values, name, surroundings);
        ExtensionKind kind = kind(values);
        values.forEach((key, value) -> key.apply(spec, kind, value));
        types(values, Key.GRANTS, surroundings).forEach(spec::grant);
        settings.forEach(spec::setting);
        jars(values.get(Key.JARS), surroundings).forEach(spec::jar);
        return spec.build();
    }

    private static ExtensionKind kind(Map<Key, Value> values) {
        Value kind = values.get(Key.KIND);
        return kind == null ? ExtensionKind.JAVA : kind.choice(ExtensionKind.class);
    }

    private static ExtensionSpecBuilder begin(Map<Key, Value> values, String otherwise, Surroundings surroundings) {
        Value named = values.get(Key.NAME);
        String name = named == null ? otherwise : named.text();
        Value main = values.get(Key.MAIN);
        ExtensionKind kind = kind(values);
        if (kind == ExtensionKind.LUA && main == null) {
            throw new IllegalArgumentException("main: an extension of kind lua has to name its module");
        }
        Class<?>[] interfaces = types(values, Key.INTERFACES, surroundings).toArray(Class<?>[]::new);
        try {
            return kind == ExtensionKind.JAVA
                    ? ExtensionSpec.java(name, interfaces)
                    : ExtensionSpec.lua(name, main == null ? "" : main.text(), interfaces);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("name: " + e.getMessage(), e);
        }
    }

    private static List<Class<?>> types(Map<Key, Value> values, Key key, Surroundings surroundings) {
        Value value = values.get(key);
        if (value == null) {
            return List.of();
        }
        return value.list().stream()
                .<Class<?>>map(name -> type(key, name, surroundings))
                .toList();
    }

    private static Class<?> type(Key key, String name, Surroundings surroundings) {
        Class<?> type;
        try {
            type = surroundings.type(name);
        } catch (MissingTypeException e) {
            throw new MissingTypeException(key.text() + ": " + e.getMessage());
        }
        if (!type.isInterface()) {
            throw new IllegalArgumentException(key.text() + ": " + name + " is no interface");
        }
        return type;
    }

    private static List<Path> jars(@Nullable Value value, Surroundings surroundings) throws IOException {
        if (value == null) {
            return surroundings.jars();
        }
        List<Path> jars = new ArrayList<>();
        for (String item : value.list()) {
            try {
                jars.add(surroundings.jar(item));
            } catch (IllegalArgumentException e) {
                throw new Value(Key.JARS.text(), List.of(item)).wrong(String.valueOf(e.getMessage()));
            }
        }
        return jars;
    }
}
