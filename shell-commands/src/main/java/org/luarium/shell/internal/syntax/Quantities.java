// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.syntax;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations such as {@code 500ms}, {@code 10s}, {@code 2m}, {@code 30d} and sizes such as {@code 64M}, {@code 1G}, read and written. */
public final class Quantities {
    private static final Pattern QUANTITY = Pattern.compile("([0-9]{1,18}(?:\\.[0-9]{1,9})?)([A-Za-z]+)");
    private static final Map<String, Long> NANOS = Map.of(
            "ms",
            1_000_000L,
            "s",
            1_000_000_000L,
            "m",
            60_000_000_000L,
            "h",
            3_600_000_000_000L,
            "d",
            86_400_000_000_000L);
    private static final Map<String, Long> BYTES = Map.of("K", 1L << 10, "M", 1L << 20, "G", 1L << 30);

    private Quantities() {}

    public static Duration duration(String text) {
        long nanos = quantity(text, text, NANOS, "a duration; write it like 500ms, 10s or 2m");
        if (nanos <= 0) {
            throw new UsageException("a duration must be more than zero, not " + text);
        }
        return Duration.ofNanos(nanos);
    }

    public static long size(String text) {
        return quantity(text, text.toUpperCase(Locale.ROOT), BYTES, "a size; write it like 512K, 64M or 1G");
    }

    public static int number(String text, int least, int most) {
        if (text.matches("[0-9]{1,10}")) {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return (int) number;
            }
        }
        throw new UsageException("'" + Syntax.shortened(text) + "' is not a number from " + least + " to " + most);
    }

    private static long quantity(String original, String text, Map<String, Long> units, String expected) {
        Matcher matcher = QUANTITY.matcher(text);
        Long unit = matcher.matches() ? units.get(matcher.group(2)) : null;
        if (unit == null) {
            throw new UsageException("'" + Syntax.shortened(original) + "' is not " + expected);
        }
        BigDecimal exact = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit));
        if (exact.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw new UsageException("'" + Syntax.shortened(original) + "' is too large");
        }
        return exact.longValue();
    }

    public static String text(Duration duration) {
        if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
            return duration.toNanos() % 1_000_000 == 0 || duration.toMillis() >= 10
                    ? duration.toMillis() + "ms"
                    : rounded(duration.toNanos(), 1_000_000L, 2) + "ms";
        }
        if (duration.compareTo(Duration.ofMinutes(1)) < 0) {
            return rounded(duration.toMillis(), 1000, 2) + "s";
        }
        long hours = duration.toHours();
        int minutes = duration.toMinutesPart();
        int seconds = duration.toSecondsPart();
        String text = (hours > 0 ? hours + "h" : "") + (minutes > 0 ? minutes + "m" : "");
        return seconds > 0 && hours == 0 ? text + seconds + "s" : text;
    }

    public static String text(long bytes) {
        if (bytes >= 1L << 30) {
            return rounded(bytes, 1L << 30, 1) + "G";
        }
        if (bytes >= 1L << 20) {
            return rounded(bytes, 1L << 20, 1) + "M";
        }
        return bytes >= 1L << 10 ? rounded(bytes, 1L << 10, 1) + "K" : bytes + "B";
    }

    private static String rounded(long value, long unit, int digits) {
        BigDecimal number = BigDecimal.valueOf(value).divide(BigDecimal.valueOf(unit), digits, RoundingMode.HALF_UP);
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}
