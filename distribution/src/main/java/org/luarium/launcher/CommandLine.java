// SPDX-License-Identifier: Apache-2.0
package org.luarium.launcher;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A parsed command line. Options may stand anywhere until {@code --}; the verb is the first plain word; after the file of {@code run}, everything belongs to the
 * script.
 */
final class CommandLine {
    private final Map<Option, Object> options = new HashMap<>();
    private final List<Word> operands = new ArrayList<>();
    private @Nullable Verb verb;

    private CommandLine() {}

    static CommandLine parse(List<Word> words) throws UsageException {
        CommandLine line = new CommandLine();
        line.read(words.iterator());
        line.check();
        return line;
    }

    private void read(Iterator<Word> words) throws UsageException {
        boolean optionsEnded = false;
        while (words.hasNext()) {
            Word word = words.next();
            if (!optionsEnded && word.toString().equals("--")) {
                optionsEnded = true;
            } else if (!optionsEnded && isOption(name(word.toString()))) {
                readOption(word.toString(), words);
            } else if (verb == null) {
                verb = Verb.of(word.toString());
            } else {
                operands.add(word);
                if (verb == Verb.RUN) {
                    words.forEachRemaining(operands::add);
                }
            }
        }
    }

    /** Code may begin with a comment, so only what looks like an option is taken for one. */
    private static boolean isOption(String name) {
        boolean isLong = name.startsWith("--");
        for (int i = isLong ? 2 : 1; i < name.length(); i++) {
            char c = Character.toLowerCase(name.charAt(i));
            if ((c < 'a' || c > 'z') && (c != '-' || i == 2)) {
                return false;
            }
        }
        return isLong ? name.length() > 2 : name.length() == 2 && name.startsWith("-");
    }

    private static String name(String word) {
        int end = word.indexOf('=');
        return end < 0 ? word : word.substring(0, end);
    }

    private void readOption(String word, Iterator<Word> rest) throws UsageException {
        switch (word) {
            case "-h", "--help" -> verb = Verb.HELP;
            case "-V", "--version" -> verb = Verb.VERSION;
            case "-c" -> {
                if (verb != null) {
                    throw new UsageException("-c cannot be combined with " + verb);
                }
                verb = Verb.COMMANDS;
                operands.add(next("-c", rest));
            }
            default -> {
                String name = name(word);
                Option option = Option.find(name)
                        .orElseThrow(() -> new UsageException(
                                "unknown option " + name + "; what begins with a dash may stand after --"));
                String attached = name.length() == word.length() ? null : word.substring(name.length() + 1);
                options.put(option, value(option, attached, rest));
            }
        }
    }

    private static Object value(Option option, @Nullable String attached, Iterator<Word> rest) throws UsageException {
        if (option.takesValue()) {
            return option.parse(attached == null ? next(option.toString(), rest).toString() : attached);
        }
        if (attached != null) {
            throw new UsageException(option + " takes no value");
        }
        return true;
    }

    private static Word next(String option, Iterator<Word> rest) throws UsageException {
        if (!rest.hasNext()) {
            throw new UsageException(option + " needs a value");
        }
        return rest.next();
    }

    private void check() throws UsageException {
        Verb asked = verb();
        if (asked == Verb.EXECUTE && operands.isEmpty()) {
            throw new UsageException("execute needs code, or - to read it from standard input");
        }
        if (asked == Verb.RUN && operands.isEmpty()) {
            throw new UsageException("run needs a file");
        }
        if (operands.size() > asked.mostOperands()) {
            throw new UsageException(asked + " takes one argument, so '" + operands.get(asked.mostOperands())
                    + "' is too much; quotes keep blanks together");
        }
        if (bare() && asked != Verb.SHELL) {
            throw new UsageException("--bare belongs to the shell, which greets nobody then");
        }
        if (asked == Verb.SHELL || asked == Verb.COMMANDS) {
            for (Option option : options.keySet()) {
                if (option.describesVm()) {
                    throw new UsageException(option + " belongs to execute and run; in the shell, vm:create has it");
                }
            }
        }
    }

    Verb verb() {
        return verb == null ? Verb.SHELL : verb;
    }

    List<Word> operands() {
        return List.copyOf(operands);
    }

    Map<Option, Object> options() {
        return Map.copyOf(options);
    }

    Optional<String> home() {
        return Optional.ofNullable((String) options.get(Option.HOME));
    }

    /** Whether the shell greets nobody. */
    boolean bare() {
        return options.containsKey(Option.BARE);
    }

    boolean debug() {
        return options.containsKey(Option.DEBUG);
    }
}
