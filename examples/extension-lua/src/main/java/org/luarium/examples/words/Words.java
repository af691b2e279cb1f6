// SPDX-License-Identifier: Apache-2.0
package org.luarium.examples.words;

import java.util.List;
import java.util.function.Predicate;

/** What {@code words.lua} does. */
public interface Words {
    /** The words of a text that are wanted, the most frequent first. */
    List<Count> count(String text, Predicate<String> wanted);

    /** How often a word occurs. */
    record Count(String word, int times) {}
}
