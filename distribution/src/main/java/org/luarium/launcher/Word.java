// SPDX-License-Identifier: Apache-2.0
package org.luarium.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A word of the command line, as text and as the bytes that were typed. The JVM decodes its arguments by the locale and replaces what does not fit; in
 * the locale {@code C} that is everything beyond ASCII. So the bytes are taken from the system where it keeps them.
 */
final class Word {
    private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

    private final String text;
    private final byte[] bytes;

    private Word(String text, byte[] bytes) {
        this.text = text;
        this.bytes = bytes;
    }

    static Word of(String text) {
        return new Word(text, text.getBytes(StandardCharsets.UTF_8));
    }

    static Word of(byte[] bytes) {
        return new Word(new String(bytes, StandardCharsets.UTF_8), bytes);
    }

    static List<Word> of(String[] arguments) {
        if (mayHaveLost(arguments)) {
            try {
                List<Word> exact = lastWords(Files.readAllBytes(COMMAND_LINE), arguments.length);
                if (exact.size() == arguments.length) {
                    return exact;
                }
            } catch (IOException e) {
                // Not on this platform: what the JVM made of them has to do.
            }
        }
        List<Word> words = new ArrayList<>();
        for (String argument : arguments) {
            words.add(of(argument));
        }
        return words;
    }

    /** The last words of a list in which each ends with a zero byte. */
    static List<Word> lastWords(byte[] words, int count) {
        List<Word> all = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < words.length; i++) {
            if (words[i] == 0) {
                all.add(of(Arrays.copyOfRange(words, start, i)));
                start = i + 1;
            }
        }
        return all.subList(Math.max(0, all.size() - count), all.size());
    }

    private static boolean mayHaveLost(String[] arguments) {
        for (String argument : arguments) {
            for (int i = 0; i < argument.length(); i++) {
                if (argument.charAt(i) == '?' || argument.charAt(i) > '~') {
                    return true;
                }
            }
        }
        return false;
    }

    byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public String toString() {
        return text;
    }
}
