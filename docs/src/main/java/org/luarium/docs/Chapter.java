// SPDX-License-Identifier: Apache-2.0
package org.luarium.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.Heading;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;

/**
 * A document.
 *
 * @param file where it is
 * @param page the name of its page in the site
 * @param title its first heading
 * @param content what it says
 * @param headings those below the first, in order
 */
record Chapter(Path file, String page, String title, Node content, List<Section> headings) {
    static final List<Extension> EXTENSIONS = List.of(TablesExtension.create());

    private static final Parser PARSER = Parser.builder().extensions(EXTENSIONS).build();

    /**
     * A heading.
     *
     * @param node where it stands
     * @param level 2 for those right below the title
     * @param anchor the name by which links reach it, as in GitHub
     * @param text what it says
     */
    record Section(Heading node, int level, String anchor, String text) {}

    static Chapter of(Path root, Path file) throws IOException {
        Node content = PARSER.parse(Files.readString(file));
        List<Section> sections = sections(content);
        return new Chapter(
                file,
                page(root.relativize(file)),
                sections.get(0).text(),
                content,
                List.copyOf(sections.subList(1, sections.size())));
    }

    private static String page(Path file) {
        String name = file.toString().replace('\\', '/');
        if (name.equals("README.md")) {
            return "index.html";
        }
        return name.equals(Book.INDEX)
                ? "contents.html"
                : name.replaceFirst("^docs/", "")
                        .replaceFirst("\\.md$", ".html")
                        .toLowerCase(Locale.ROOT);
    }

    private static List<Section> sections(Node content) {
        List<Section> sections = new ArrayList<>();
        Map<String, Integer> used = new HashMap<>();
        content.accept(new AbstractVisitor() {
            @Override
            public void visit(Heading heading) {
                String text = text(heading);
                String name = text.toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-');
                int count = used.merge(name, 1, Integer::sum);
                sections.add(
                        new Section(heading, heading.getLevel(), count == 1 ? name : name + "-" + (count - 1), text));
            }
        });
        return sections;
    }

    /** What a part of the document says, without marks. */
    static String text(Node part) {
        StringBuilder text = new StringBuilder();
        part.accept(new AbstractVisitor() {
            @Override
            public void visit(Text node) {
                text.append(node.getLiteral());
            }

            @Override
            public void visit(Code node) {
                text.append(node.getLiteral());
            }

            @Override
            public void visit(SoftLineBreak node) {
                text.append(' ');
            }
        });
        return text.toString();
    }
}
