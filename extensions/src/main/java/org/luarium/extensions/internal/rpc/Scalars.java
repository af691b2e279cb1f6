// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import java.lang.invoke.MethodType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.luarium.extension.spi.ValueException;

/** Codecs of single values. */
final class Scalars {
    /** Digits of a number; more would take hours to read. */
    private static final int MOST_DIGITS = 100_000;

    private static final Pattern NUMBER = Pattern.compile("[-+.0-9E]+");

    private static final Map<Class<?>, Codec> ALL = new HashMap<>();

    private Scalars() {}

    private interface Writer<T> {
        void write(Output out, T value);
    }

    private interface Reader<T> {
        T read(Input in);
    }

    static @Nullable Codec of(Class<?> type) {
        return ALL.get(type);
    }

    private static <T> void add(Class<T> type, Writer<T> writer, Reader<T> reader) {
        ALL.put(type, new Scalar<>(type, writer, reader, false));
    }

    private static <T> void add(Class<T> primitive, Class<T> boxed, Writer<T> writer, Reader<T> reader) {
        add(boxed, writer, reader);
        ALL.put(primitive, new Scalar<>(boxed, writer, reader, true));
    }

    private static <T> void text(Class<T> type, Function<String, T> parser) {
        add(type, (out, value) -> out.string(value.toString()), in -> parse(in, parser));
    }

    private static <T> T number(Input in, int tag, Function<String, T> parser) {
        String digits = digits(in, tag);
        try {
            return parser.apply(digits);
        } catch (NumberFormatException e) {
            throw new ValueException("what was sent is no number", e);
        }
    }

    private static <T> T parse(Input in, Function<String, T> parser) {
        try {
            return parser.apply(in.string());
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new ValueException(String.valueOf(e.getMessage()), e);
        }
    }

    static {
        add(boolean.class, Boolean.class, Output::bool, Input::bool);
        add(byte.class, Byte.class, (out, v) -> out.integer(v), in ->
                (byte) in.integer(Byte.MIN_VALUE, Byte.MAX_VALUE));
        add(short.class, Short.class, (out, v) -> out.integer(v), in ->
                (short) in.integer(Short.MIN_VALUE, Short.MAX_VALUE));
        add(
                int.class,
                Integer.class,
                (out, v) -> out.integer(v),
                in -> in.integer(Integer.MIN_VALUE, Integer.MAX_VALUE));
        add(long.class, Long.class, Output::integer, Input::integer);
        add(float.class, Float.class, Output::float4, Input::float4);
        add(double.class, Double.class, Output::float8, Input::float8);
        add(char.class, Character.class, (out, v) -> out.integer(v), in -> (char) in.integer(0, Character.MAX_VALUE));
        add(String.class, Scalars::string, Input::string);
        add(CharSequence.class, (out, v) -> string(out, v.toString()), Input::string);
        add(
                BigInteger.class,
                (out, v) -> digits(out, Tags.INTEGER, v),
                in -> number(in, Tags.INTEGER, BigInteger::new));
        add(
                BigDecimal.class,
                (out, v) -> digits(out, Tags.DECIMAL, v),
                in -> number(in, Tags.DECIMAL, BigDecimal::new));
        add(Instant.class, Scalars::instant, Scalars::instant);
        add(UUID.class, Scalars::uuid, Scalars::uuid);
        text(Duration.class, Duration::parse);
        text(Period.class, Period::parse);
        text(LocalDate.class, LocalDate::parse);
        text(LocalTime.class, LocalTime::parse);
        text(LocalDateTime.class, LocalDateTime::parse);
        text(OffsetDateTime.class, OffsetDateTime::parse);
        text(ZonedDateTime.class, ZonedDateTime::parse);
        text(ZoneId.class, ZoneId::of);
        text(URI.class, URI::create);
    }

    /** A string that is no Unicode would arrive as another one. */
    private static void string(Output out, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == value.length()
                        || !Character.isLowSurrogate(value.charAt(i + 1))) {
                    throw new ValueException(
                            "a string has half a character at " + i + "; send bytes in place of it", null);
                }
                i++;
            }
        }
        out.string(value);
    }

    private static void digits(Output out, int tag, Number value) {
        String text = value.toString();
        if (text.length() > MOST_DIGITS) {
            throw new ValueException(
                    "a number has " + text.length() + " digits, " + MOST_DIGITS + " may be sent", null);
        }
        out.tagged(tag, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String digits(Input in, int wanted) {
        if (in.kind() == Input.Kind.INTEGER) {
            return Long.toString(in.integer());
        }
        // What has no such numbers sends their text.
        String text =
                in.kind() == Input.Kind.STRING ? in.string() : new String(rest(in, wanted), StandardCharsets.US_ASCII);
        if (text.length() > MOST_DIGITS || !NUMBER.matcher(text).matches()) {
            throw new ValueException(
                    "what was sent is no number, or one of more than " + MOST_DIGITS + " digits", null);
        }
        // Arithmetic with a huge exponent takes all memory there is.
        int exponent = text.indexOf('E');
        if (exponent >= 0 && text.length() - exponent > 8) {
            throw new ValueException("the exponent of a number is too large", null);
        }
        return text;
    }

    static byte[] rest(Input in, int wanted) {
        int[] length = new int[1];
        int tag = in.tag(length);
        if (tag != wanted) {
            throw new ValueException("expected a value of kind " + wanted + ", but got one of kind " + tag, null);
        }
        return in.rest(length[0]);
    }

    private static void instant(Output out, Instant value) {
        out.tagged(
                Tags.INSTANT,
                ByteBuffer.allocate(12)
                        .putLong(value.getEpochSecond())
                        .putInt(value.getNano())
                        .array());
    }

    private static Instant instant(Input in) {
        if (in.kind() == Input.Kind.STRING) {
            return parse(in, Instant::parse);
        }
        ByteBuffer bytes = sized(rest(in, Tags.INSTANT), 12);
        try {
            return Instant.ofEpochSecond(bytes.getLong(), bytes.getInt());
        } catch (DateTimeException | ArithmeticException e) {
            throw new ValueException("what was sent is no point in time", e);
        }
    }

    private static void uuid(Output out, UUID value) {
        out.tagged(
                Tags.UUID,
                ByteBuffer.allocate(16)
                        .putLong(value.getMostSignificantBits())
                        .putLong(value.getLeastSignificantBits())
                        .array());
    }

    private static UUID uuid(Input in) {
        if (in.kind() == Input.Kind.STRING) {
            return parse(in, UUID::fromString);
        }
        ByteBuffer bytes = sized(rest(in, Tags.UUID), 16);
        return new UUID(bytes.getLong(), bytes.getLong());
    }

    private static ByteBuffer sized(byte[] bytes, int size) {
        if (bytes.length != size) {
            throw new ValueException("expected " + size + " bytes, but got " + bytes.length, null);
        }
        return ByteBuffer.wrap(bytes);
    }

    private record Scalar<T>(Class<T> type, Writer<T> writer, Reader<T> reader, boolean primitive) implements Codec {
        @Override
        public void write(Output out, @Nullable Object value, References references) {
            if (value == null) {
                out.nil();
            } else {
                writer.write(out, type.cast(value));
            }
        }

        @Override
        public @Nullable Object read(Input in, References references) {
            if (in.nil()) {
                if (primitive) {
                    throw new ValueException(
                            "expected a value, but got null for the type "
                                    + MethodType.methodType(type).unwrap().returnType(),
                            null);
                }
                return null;
            }
            return reader.read(in);
        }
    }
}
