// SPDX-License-Identifier: Apache-2.0
package org.luarium.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.Node;

/** What can be found: each section of each chapter with its words, as a script that needs no server to be read. */
final class SearchIndex {
    private final Book book;

    /**
     * What a search can find.
     *
     * @param page where it is, with its anchor
     * @param title of the chapter, and the section
     * @param text what it says
     */
    private record Entry(String page, String title, String text) {
        String script() {
            return "[" + quote(page) + "," + quote(title) + "," + quote(text) + "]";
        }
    }

    SearchIndex(Book book) {
        this.book = book;
    }

    String script() {
        return "var luariumIndex = [\n"
                + book.chapters().stream()
                        .flatMap(chapter -> entries(chapter).stream())
                        .map(Entry::script)
                        .collect(Collectors.joining(",\n"))
                + "\n];\n";
    }

    private static List<Entry> entries(Chapter chapter) {
        List<Entry> entries = new ArrayList<>();
        String page = chapter.page();
        String title = chapter.title();
        StringBuilder text = new StringBuilder();
        for (Node node = chapter.content().getFirstChild(); node != null; node = node.getNext()) {
            Node each = node;
            if (node instanceof Heading && !Chapter.text(node).equals(chapter.title())) {
                entries.add(new Entry(page, title, text.toString().strip()));
                text.setLength(0);
                Chapter.Section section = chapter.headings().stream()
                        .filter(known -> known.node().equals(each))
                        .findFirst()
                        .orElseThrow();
                page = chapter.page() + "#" + section.anchor();
                title = chapter.title() + ": " + section.text();
            } else {
                text.append(node instanceof FencedCodeBlock block ? block.getLiteral() : words(node))
                        .append(' ');
            }
        }
        entries.add(new Entry(page, title, text.toString().strip()));
        return entries;
    }

    /** Words of parts stand apart: the cells of a table, the points of a list. */
    private static String words(Node part) {
        StringBuilder words = new StringBuilder();
        for (Node node = part.getFirstChild(); node != null; node = node.getNext()) {
            if (node.getFirstChild() == null || node.getFirstChild().getFirstChild() == null) {
                words.append(Chapter.text(node)).append(node.getFirstChild() == null ? "" : " ");
            } else {
                words.append(words(node)).append(' ');
            }
        }
        return words.toString();
    }

    private static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.replaceAll("\\s+", " ").chars().forEach(each -> {
            if (each == '"' || each == '\\') {
                quoted.append('\\').append((char) each);
            } else if (each < ' ' || each == '<' || each == '\u2028' || each == '\u2029') {
                // A "<" could end the script that this is in.
                quoted.append(String.format("\\u%04x", each));
            } else {
                quoted.append((char) each);
            }
        });
        return quoted.append('"').toString();
    }
}
