// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.environment;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.luarium.LuariumException;
import org.luarium.packages.Dependency;
import org.luarium.packages.InstalledRock;
import org.luarium.packages.InvalidLockException;
import org.luarium.packages.RepositoryOptions;
import org.luarium.packages.RockName;
import org.luarium.packages.RockVersion;
import org.luarium.store.Hash;
import org.luarium.store.Ref;

/** A lock as JSON. The same lock gives the same text. */
public final class LockText {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final long FORMAT = 1;
    private static final int LARGEST = 16 << 20;
    private static final Pattern DIALECT = Pattern.compile("5\\.[1-4]");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private LockText() {}

    public static String write(EnvironmentLock lock) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.setPrettyPrinter(new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")));
            json.writeStartObject();
            json.writeNumberField("format", FORMAT);
            json.writeStringField("dialect", lock.dialect());
            json.writeBooleanField("nativeModules", lock.nativeModules());
            texts(json, "requests", lock.requests());
            json.writeArrayFieldStart("rocks");
            for (InstalledRock rock : lock.rocks()) {
                write(json, rock);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.append('\n').toString();
    }

    private static void write(JsonGenerator json, InstalledRock rock) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", rock.name().text());
        json.writeStringField("version", rock.version().toString());
        json.writeStringField("repository", rock.repository());
        json.writeObjectFieldStart("artifacts");
        for (Map.Entry<String, String> artifact : rock.artifacts().entrySet()) {
            json.writeStringField(artifact.getKey(), artifact.getValue());
        }
        json.writeEndObject();
        json.writeStringField("tree", rock.tree().hex());
        json.writeStringField("object", rock.object().toString());
        texts(json, "dependencies", rock.dependencies());
        texts(json, "modules", rock.modules());
        json.writeEndObject();
    }

    private static void texts(JsonGenerator json, String name, List<?> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (Object value : values) {
            json.writeString(value.toString());
        }
        json.writeEndArray();
    }

    /**
     * Reads a lock.
     *
     * @throws InvalidLockException if it is none
     */
    public static EnvironmentLock read(String text) {
        if (text.length() > LARGEST) {
            throw new InvalidLockException("it is larger than " + LARGEST + " characters", null);
        }
        try {
            return lock(new Entries(Json.parse(text)));
        } catch (IOException | LuariumException e) {
            throw e instanceof InvalidLockException invalid
                    ? invalid
                    : new InvalidLockException(String.valueOf(e.getMessage()), e);
        }
    }

    private static EnvironmentLock lock(Entries top) {
        if (top.get("format", Long.class) != FORMAT) {
            throw new InvalidLockException("its format is not " + FORMAT, null);
        }
        String dialect = top.get("dialect", String.class);
        if (!DIALECT.matcher(dialect).matches()) {
            throw new InvalidLockException("its dialect is not 5.1 to 5.4", null);
        }
        List<Dependency> requests = dependencies(top, "requests");
        Set<RockName> requested = new HashSet<>();
        requests.forEach(request -> requested.add(request.name()));
        List<InstalledRock> rocks = new ArrayList<>();
        Set<RockName> names = new HashSet<>();
        for (Object item : top.get("rocks", List.class)) {
            InstalledRock rock = rock(new Entries(item), requested);
            if (!names.add(rock.name())) {
                throw new InvalidLockException("it has " + rock.name() + " twice", null);
            }
            rocks.add(rock);
        }
        return new EnvironmentLock(dialect, top.get("nativeModules", Boolean.class), requests, rocks);
    }

    private static InstalledRock rock(Entries entries, Set<RockName> requested) {
        RockName name = new RockName(entries.get("name", String.class));
        TreeMap<String, String> artifacts = new TreeMap<>();
        Map<?, ?> hashes = entries.get("artifacts", Map.class);
        hashes.forEach((kind, hash) -> {
            if (!(hash instanceof String text && SHA256.matcher(text).matches())) {
                throw new InvalidLockException("an artifact of " + name + " has no SHA-256 hash", null);
            }
            artifacts.put(String.valueOf(kind), text);
        });
        return new InstalledRock(
                name,
                RockVersion.of(entries.get("version", String.class)),
                repository(name, entries.get("repository", String.class)),
                artifacts,
                new Hash(entries.get("tree", String.class)),
                Ref.RRef.parse(entries.get("object", String.class)),
                dependencies(entries, "dependencies"),
                entries.texts("modules"),
                requested.contains(name));
    }

    private static String repository(RockName rock, String name) {
        try {
            return RepositoryOptions.of(name).name();
        } catch (IllegalArgumentException e) {
            throw new InvalidLockException(
                    "the repository of " + rock + " has the name '" + name + "', which none can have", e);
        }
    }

    private static List<Dependency> dependencies(Entries entries, String key) {
        return entries.texts(key).stream().map(Dependency::of).toList();
    }

    /** A map of the JSON, read by type. */
    private record Entries(Object value) {
        <T> T get(String key, Class<T> type) {
            Object found = value instanceof Map<?, ?> map ? map.get(key) : null;
            if (!type.isInstance(found)) {
                throw new InvalidLockException("'" + key + "' is missing or of another type", null);
            }
            return type.cast(found);
        }

        List<String> texts(String key) {
            List<String> texts = new ArrayList<>();
            for (Object item : get(key, List.class)) {
                if (!(item instanceof String text)) {
                    throw new InvalidLockException("'" + key + "' has something that is no text", null);
                }
                texts.add(text);
            }
            return texts;
        }
    }
}
