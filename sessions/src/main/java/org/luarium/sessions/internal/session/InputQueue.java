// SPDX-License-Identifier: Apache-2.0
package org.luarium.sessions.internal.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The inputs that wait, and the last ones that were sent. Bounded; not thread-safe. */
final class InputQueue {
    private static final int MOST = 1000;
    private static final int MOST_CHARACTERS = 1 << 20;

    private final Deque<Input> waiting = new ArrayDeque<>();
    private final Deque<String> history = new ArrayDeque<>();
    private long last;
    private int waitingCharacters;
    private int historyCharacters;

    /** Why an input cannot wait, or nothing. */
    @Nullable
    String refusal(String text) {
        if (text.length() > MOST_CHARACTERS) {
            return "an input has at most 1 MiB, not " + text.length() + " characters; load it from a file";
        }
        if (waiting.size() >= MOST || waitingCharacters + text.length() > MOST_CHARACTERS) {
            return waiting.size() + " inputs wait already; read() waits until they have run, interrupt() drops them";
        }
        return null;
    }

    Input add(String source, String text) {
        Input input = new Input(last + 1, source, text);
        restore(input);
        remember(text);
        return input;
    }

    /** Adds one that was stored. */
    void restore(Input input) {
        last = Math.max(last, input.number());
        waiting.add(input);
        waitingCharacters += input.text().length();
    }

    /** Has numbers go on after this one. */
    void countFrom(long number) {
        last = Math.max(last, number);
    }

    void remember(String text) {
        history.add(text);
        historyCharacters += text.length();
        while (history.size() > MOST || (historyCharacters > MOST_CHARACTERS && history.size() > 1)) {
            historyCharacters -= history.remove().length();
        }
    }

    Input take() {
        Input input = waiting.remove();
        waitingCharacters -= input.text().length();
        return input;
    }

    boolean clear() {
        boolean any = !waiting.isEmpty();
        waiting.clear();
        waitingCharacters = 0;
        return any;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    int size() {
        return waiting.size();
    }

    long last() {
        return last;
    }

    List<Input> waiting() {
        return new ArrayList<>(waiting);
    }

    List<String> history() {
        return new ArrayList<>(history);
    }
}
