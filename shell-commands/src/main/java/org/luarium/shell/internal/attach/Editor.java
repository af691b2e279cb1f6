// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.attach;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReader.Option;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import org.jline.reader.Reference;
import org.jline.terminal.Terminal;
import org.luarium.LuariumException;
import org.luarium.session.Session;

/** Reads lines of Lua with history and completion, both from the session. Used by one thread. */
final class Editor {
    /** Control and ]. */
    static final char LEAVE = 0x1d;

    private static final String LEAVE_WIDGET = "luarium-leave";
    /** Names joined by dots or colons, up to the cursor. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.:]*$");

    private final Session session;
    private final LineReader reader;
    private boolean left;

    Editor(Terminal terminal, Session session) {
        this.session = session;
        reader = LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("luarium")
                .parser(new LuaParser())
                .completer((line, parsed, candidates) -> complete(parsed, candidates))
                .variable(LineReader.SECONDARY_PROMPT_PATTERN, "lua[" + session.id() + "]>> ")
                // Lua has a use for ! and for backslashes, and indented lines are worth remembering.
                .option(Option.DISABLE_EVENT_EXPANSION, true)
                .option(Option.HISTORY_IGNORE_SPACE, false)
                .option(Option.HISTORY_REDUCE_BLANKS, false)
                .build();
        session.history().stream()
                .map(String::stripTrailing)
                .filter(input -> !input.isEmpty())
                .forEach(reader.getHistory()::add);
        reader.getWidgets().put(LEAVE_WIDGET, this::leave);
        requireNonNull(reader.getKeyMaps().get(LineReader.MAIN), "the keys")
                .bind(new Reference(LEAVE_WIDGET), Character.toString(LEAVE));
    }

    LineReader reader() {
        return reader;
    }

    /** Has keys that were pressed already count as the next ones. */
    void type(String keys) {
        reader.runMacro(keys);
    }

    /**
     * Reads a line.
     *
     * @param beginning what of it stands there already
     * @param remembered whether it goes into the history
     * @throws EndOfFileException if whoever types wants to leave
     * @throws org.jline.reader.UserInterruptException with Ctrl-C, or if the thread is interrupted
     */
    String read(String prompt, String beginning, boolean remembered) {
        left = false;
        reader.setVariable(LineReader.DISABLE_HISTORY, !remembered);
        String line = reader.readLine(prompt, null, (Character) null, beginning);
        if (left) {
            throw new EndOfFileException();
        }
        return line;
    }

    private boolean leave() {
        left = true;
        reader.getBuffer().clear();
        reader.callWidget(LineReader.ACCEPT_LINE);
        return true;
    }

    private void complete(ParsedLine parsed, List<Candidate> candidates) {
        String word = parsed.word().substring(0, parsed.wordCursor());
        String base = word.substring(0, Math.max(word.lastIndexOf('.'), word.lastIndexOf(':')) + 1);
        try {
            for (String name : session.complete(parsed.line().substring(0, parsed.cursor()))) {
                String whole = name.startsWith(base) ? name : base + name;
                candidates.add(new Candidate(whole, whole.substring(base.length()), null, null, null, null, false));
            }
        } catch (LuariumException e) {
            // A session that cannot be asked, for example because it has just ended, offers nothing.
            candidates.clear();
        }
    }

    /** Lua has no words that a shell would know. Only the name before the cursor matters, for completion. */
    private static final class LuaParser implements Parser {
        @Override
        public ParsedLine parse(String line, int cursor, ParseContext context) {
            Matcher name = NAME.matcher(line.substring(0, cursor));
            String word = name.find() ? name.group() : "";
            return new Line(line, cursor, word);
        }
    }

    private record Line(String line, int cursor, String word) implements ParsedLine {
        @Override
        public int wordCursor() {
            return word.length();
        }

        @Override
        public int wordIndex() {
            return 0;
        }

        @Override
        public List<String> words() {
            return List.of(word);
        }
    }
}
