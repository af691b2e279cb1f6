// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.syntax;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a command takes, read from its usage text. The text is the only declaration there is: it is what {@code help} prints, what words are
 * checked against and what completion offers, so that the three cannot differ.
 *
 * <pre>
 * creates something
 *
 * usage: scope:verb ID [NAME] [ARG...] [options]
 *   ID           parameters are upper case; [ID] is optional, ID... takes several
 *   --flag       takes no value
 *   --size SIZE  takes a value
 * </pre>
 *
 * <p>Options may stand anywhere, as {@code --size 1M} or {@code --size=1M}. {@code --} ends them, and so does an optional parameter that takes several:
 * from its first word on, everything belongs to it, because it is for a script and may look like an option. Where the usage line goes on with
 * {@code [options]} behind it, it is not.
 */
public final class Syntax {
    /** A parameter with its place among the words. */
    public record Parameter(String name, boolean required, boolean repeated) {}

    /** An option; the name of its value is empty for a flag. */
    public record Option(String name, String value, String description) {}

    private static final int LONGEST_WORD = 40;
    private static final String HELP = "--help";
    private static final Pattern USAGE_LINE = Pattern.compile("(?m)^usage: (\\S+) ?(.*)$");
    private static final Pattern PARAMETER = Pattern.compile("(?<=^| )(\\[?)([A-Z]+)(\\.\\.\\.)?]?(?= |$)");
    private static final Pattern OPTION_LINE = Pattern.compile("(?m)^ +(--[a-z-]+)(?: ([A-Z]+))? +(\\S.*)$");
    private static final Pattern OPTION = Pattern.compile("(--[a-z][a-z0-9-]*)(?:=(.*))?|-[A-Za-z][A-Za-z-]*");

    private final String text;
    private final String command;
    private final String line;
    private final List<Parameter> parameters = new ArrayList<>();
    private final Map<String, Option> options = new LinkedHashMap<>();

    private Syntax(String text) {
        this.text = text;
        Matcher usage = USAGE_LINE.matcher(text);
        if (!usage.find()) {
            throw new IllegalArgumentException("no usage line in: " + text);
        }
        command = usage.group(1);
        line = usage.group(2);
        Matcher parameter = PARAMETER.matcher(line);
        while (parameter.find()) {
            boolean required = parameter.group(1).isEmpty();
            parameters.add(new Parameter(parameter.group(2), required, parameter.group(3) != null));
        }
        Matcher option = OPTION_LINE.matcher(text);
        while (option.find()) {
            String value = option.group(2) == null ? "" : option.group(2);
            options.put(option.group(1), new Option(option.group(1), value, option.group(3)));
        }
        options.put(HELP, new Option(HELP, "", "prints this text"));
    }

    public static Syntax of(String usageText) {
        return new Syntax(usageText);
    }

    /** Scope and verb. */
    public String command() {
        return command;
    }

    public String summary() {
        return text.lines().findFirst().orElse("");
    }

    public String help() {
        return command + " - " + text.stripTrailing();
    }

    public List<Parameter> parameters() {
        return List.copyOf(parameters);
    }

    public List<Option> options() {
        return List.copyOf(options.values());
    }

    public Optional<Option> option(String name) {
        return Optional.ofNullable(options.get(name));
    }

    /**
     * Sorts words into parameters and options.
     *
     * @throws UsageException if they do not fit
     */
    public Arguments parse(List<String> words) {
        Map<String, String> given = new LinkedHashMap<>();
        List<String> plain = new ArrayList<>();
        boolean literal = false;
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            Matcher matcher = OPTION.matcher(word);
            if (literal || plain.size() >= tail() || !(matcher.matches() || word.equals("--"))) {
                plain.add(word);
            } else if (word.equals("--")) {
                literal = true;
            } else {
                Option option = known(matcher.group(1) == null ? word : matcher.group(1));
                String value = matcher.group(2);
                if (!option.value().isEmpty() && value == null) {
                    i++;
                    value = i < words.size() ? words.get(i) : null;
                }
                given.put(option.name(), checked(option, value));
            }
        }
        Map<String, List<String>> values = given.containsKey(HELP) ? Map.of() : assign(plain);
        return new Arguments(values, given);
    }

    private int tail() {
        int last = parameters.size() - 1;
        return last >= 0
                        && parameters.get(last).repeated()
                        && !parameters.get(last).required()
                        && !line.endsWith("...] [options]")
                ? last
                : Integer.MAX_VALUE;
    }

    private Option known(String name) {
        Option option = options.get(name);
        if (option == null) {
            throw new UsageException(
                    "there is no option " + shortened(name) + "; there are " + String.join(", ", options.keySet()));
        }
        return option;
    }

    private static String checked(Option option, @Nullable String value) {
        if (option.value().isEmpty()) {
            if (value != null) {
                throw new UsageException(option.name() + " takes no value");
            }
            return "";
        }
        if (value == null) {
            throw new UsageException(option.name() + " needs a value: " + option.name() + " " + option.value());
        }
        return value;
    }

    private Map<String, List<String>> assign(List<String> plain) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        int next = 0;
        for (Parameter parameter : parameters) {
            int count = parameter.repeated() ? plain.size() - next : Math.min(1, plain.size() - next);
            if (count == 0 && parameter.required()) {
                throw new UsageException(parameter.name() + " is missing; " + usage());
            }
            values.put(parameter.name(), List.copyOf(plain.subList(next, next + count)));
            next += count;
        }
        if (next < plain.size()) {
            throw new UsageException("'" + shortened(plain.get(next))
                    + "' is one word too many; put text with blanks in quotes; " + usage());
        }
        return values;
    }

    /** A word may be a whole program. */
    public static String shortened(String word) {
        return word.length() <= LONGEST_WORD ? word : word.substring(0, LONGEST_WORD) + "…";
    }

    private String usage() {
        return "usage: " + command + " " + line;
    }
}
