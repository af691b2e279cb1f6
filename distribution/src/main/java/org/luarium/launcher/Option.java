// SPDX-License-Identifier: Apache-2.0
package org.luarium.launcher;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An option; its value is checked and converted as it is read. */
enum Option {
    HOME,
    ENGINE,
    PROFILE,
    SANDBOX,
    READABLE,
    ENVIRONMENT,
    MEMORY,
    TIMEOUT,
    NETWORKED,
    DEBUG,
    BARE;

    private static final List<String> PROFILES = List.of("trusted", "standard", "untrusted");
    private static final List<String> MODES = List.of("required", "preferred", "off");

    static Optional<Option> find(String word) {
        for (Option option : values()) {
            if (option.toString().equals(word)) {
                return Optional.of(option);
            }
        }
        return Optional.empty();
    }

    /** Its key in the request to the bundle. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean takesValue() {
        return this != NETWORKED && this != DEBUG && this != BARE;
    }

    /** Whether it says something about the VM of a script, and so means nothing to a shell, which may have many. */
    boolean describesVm() {
        return this != HOME && this != DEBUG && this != BARE;
    }

    Object parse(String text) throws UsageException {
        return switch (this) {
            case MEMORY -> size(text);
            case TIMEOUT -> duration(text);
            case PROFILE -> oneOf(PROFILES, text);
            case SANDBOX -> oneOf(MODES, text);
            default -> {
                if (text.isEmpty()) {
                    throw new UsageException(this + " needs a value");
                }
                yield text;
            }
        };
    }

    private String oneOf(List<String> words, String text) throws UsageException {
        if (!words.contains(text)) {
            throw new UsageException(this + " is one of " + String.join(", ", words) + ", not '" + text + "'");
        }
        return text;
    }

    private long size(String text) throws UsageException {
        Matcher matcher = Pattern.compile("(\\d{1,15})([KMGkmg]?)").matcher(text);
        if (!matcher.matches()) {
            throw new UsageException(this + " takes a size such as 64M or 1G, not '" + text + "'");
        }
        int shift = switch (matcher.group(2).toUpperCase(Locale.ROOT)) {
            case "K" -> 10;
            case "M" -> 20;
            case "G" -> 30;
            default -> 0;
        };
        long number = Long.parseLong(matcher.group(1));
        if (number == 0 || number > Long.MAX_VALUE >> shift) {
            throw new UsageException(this + " cannot be '" + text + "'");
        }
        return number << shift;
    }

    private Duration duration(String text) throws UsageException {
        Matcher matcher = Pattern.compile("(\\d{1,12})(ms|s|m|h)").matcher(text);
        if (!matcher.matches()) {
            throw new UsageException(this + " takes a duration such as 500ms, 10s or 2m, not '" + text + "'");
        }
        long number = Long.parseLong(matcher.group(1));
        if (number == 0) {
            throw new UsageException(this + " cannot be '" + text + "'");
        }
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
    }

    @Override
    public String toString() {
        return "--" + key();
    }
}
