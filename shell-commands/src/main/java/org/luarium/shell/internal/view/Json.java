// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes plain data as JSON. Durations are seconds, sizes are bytes, constants are lower case, what is absent is {@code null}.
 *
 * <p>The streaming half of Jackson does it: the data half would add two megabytes to the distribution to call the accessors that {@link View} calls.
 */
final class Json {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final String INDENT = "  ";
    /** Jackson escapes C0; these are as dangerous on a terminal, and can stand in JSON only inside strings. */
    private static final Pattern OTHER_CONTROLS = Pattern.compile("[\\x7f-\\x9f]");

    private Json() {}

    static String text(@Nullable Object data) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(text)) {
            DefaultIndenter indenter = new DefaultIndenter(INDENT, "\n");
            generator.setPrettyPrinter(
                    new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter));
            write(generator, data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return OTHER_CONTROLS
                .matcher(text.toString())
                .replaceAll(match -> String.format(
                        Locale.ROOT, "\\\\u%04x", (int) match.group().charAt(0)));
    }

    static Map<String, @Nullable Object> fields(@Nullable Object... keysAndValues) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            fields.put(String.valueOf(keysAndValues[i]), keysAndValues[i + 1]);
        }
        return fields;
    }

    private static void write(JsonGenerator generator, @Nullable Object data) throws IOException {
        if (data == null) {
            generator.writeNull();
        } else if (data instanceof Map<?, ?> map) {
            generator.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                generator.writeFieldName(String.valueOf(entry.getKey()));
                write(generator, entry.getValue());
            }
            generator.writeEndObject();
        } else if (data instanceof Iterable<?> items && !(data instanceof java.nio.file.Path)) {
            generator.writeStartArray();
            for (Object item : items) {
                write(generator, item);
            }
            generator.writeEndArray();
        } else {
            writeScalar(generator, data);
        }
    }

    private static void writeScalar(JsonGenerator generator, Object data) throws IOException {
        if (data instanceof Boolean truth) {
            generator.writeBoolean(truth);
        } else if (data instanceof Long || data instanceof Integer) {
            generator.writeNumber(((Number) data).longValue());
        } else if (data instanceof Double number) {
            generator.writeNumber(number);
        } else if (data instanceof Duration duration) {
            generator.writeNumber(BigDecimal.valueOf(duration.toNanos(), 9)
                    .stripTrailingZeros()
                    .toPlainString());
        } else if (data instanceof Optional<?> optional) {
            write(generator, optional.orElse(null));
        } else if (data instanceof OptionalLong number) {
            write(generator, number.isPresent() ? number.getAsLong() : null);
        } else if (data instanceof OptionalInt number) {
            write(generator, number.isPresent() ? number.getAsInt() : null);
        } else if (data instanceof Enum<?> constant) {
            generator.writeString(constant.name().toLowerCase(Locale.ROOT));
        } else {
            generator.writeString(data.toString());
        }
    }
}
