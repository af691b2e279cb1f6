// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.luarium.store.Config;
import org.luarium.store.InvalidConfigException;
import org.luarium.store.Ref;
import org.luarium.store.RefPath;
import org.luarium.store.SelfPath;

/** Reads configurations from JSON, canonical or not. The inverse of {@link Config#toJson()}. */
public final class ConfigReader {
    private static final int DEEPEST = 210;
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxStringLength(Config.LARGEST)
                    .maxDocumentLength(4L * Config.LARGEST)
                    .build())
            .build();

    private ConfigReader() {}

    /**
     * Reads a configuration.
     *
     * @throws InvalidConfigException if the text is no JSON object, or says what a configuration cannot
     */
    public static Config read(String json) {
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new InvalidConfigException("it", "is no JSON object");
            }
            Map<String, @Nullable Object> values = map(parser);
            if (parser.nextToken() != null) {
                throw new InvalidConfigException("it", "goes on after its end");
            }
            return Config.of(values);
        } catch (JsonProcessingException e) {
            throw new InvalidConfigException("it", "is no JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory failed", e);
        }
    }

    private static Map<String, @Nullable Object> map(JsonParser parser) throws IOException {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            parser.nextToken();
            map.put(key, value(parser));
        }
        return map;
    }

    private static @Nullable Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> parser.getText();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case VALUE_NUMBER_INT -> whole(parser);
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case START_ARRAY -> list(parser);
            default -> mapOrReference(parser);
        };
    }

    private static Object whole(JsonParser parser) throws IOException {
        if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            throw new InvalidConfigException(
                    parser.getParsingContext().pathAsPointer().toString(), "is too large; write it as text");
        }
        return parser.getLongValue();
    }

    private static List<@Nullable Object> list(JsonParser parser) throws IOException {
        List<@Nullable Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            list.add(value(parser));
        }
        return list;
    }

    private static Object mapOrReference(JsonParser parser) throws IOException {
        Map<String, @Nullable Object> map = map(parser);
        if (map.size() != 1) {
            return map;
        }
        Map.Entry<String, @Nullable Object> only = map.entrySet().iterator().next();
        return switch (only.getKey()) {
            case "$dep" -> dependency(names(only));
            case "$self" -> new SelfPath(names(only), true);
            case "$claim" -> new SelfPath(names(only), false);
            default -> map;
        };
    }

    private static Object dependency(List<String> names) {
        if (names.isEmpty()) {
            throw new InvalidConfigException("$dep", "names no derivation");
        }
        Ref.DRef dref = Ref.DRef.parse(names.get(0));
        return names.size() == 1 ? dref : new RefPath(dref, names.subList(1, names.size()));
    }

    private static List<String> names(Map.Entry<String, @Nullable Object> reference) {
        List<String> names = new ArrayList<>();
        if (reference.getValue() instanceof List<?> list) {
            for (Object item : list) {
                if (item instanceof String name) {
                    names.add(name);
                }
            }
            if (names.size() == list.size()) {
                return names;
            }
        }
        throw new InvalidConfigException(reference.getKey(), "must be a list of texts");
    }
}
