// SPDX-License-Identifier: Apache-2.0
package org.luarium.docs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.renderer.html.AttributeProvider;
import org.commonmark.renderer.html.HtmlRenderer;

/** Static pages of a book: no server, nothing from elsewhere. The same book gives the same bytes. */
final class Site {
    private static final List<String> ASSETS = List.of("style.css", "search.js");

    private final Book book;
    private final Set<Path> pictures = new HashSet<>();

    Site(Book book) {
        this.book = book;
    }

    void write(Path folder) throws IOException {
        for (Chapter chapter : book.chapters()) {
            Path page = folder.resolve(chapter.page());
            Files.createDirectories(page.getParent());
            Files.writeString(page, page(chapter));
        }
        Files.writeString(folder.resolve("index.js"), new SearchIndex(book).script());
        for (String name : ASSETS) {
            try (InputStream in = Site.class.getResourceAsStream(name)) {
                Files.write(folder.resolve(name), in.readAllBytes());
            }
        }
        for (Path picture : pictures) {
            Path target = folder.resolve(book.root().resolve("docs").relativize(picture));
            Files.createDirectories(target.getParent());
            Files.copy(picture, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private String page(Chapter chapter) throws IOException {
        String up = "../"
                .repeat((int) chapter.page().chars().filter(each -> each == '/').count());
        int at = book.chapters().indexOf(chapter);
        return template()
                .replace("{title}", escape(chapter.title()))
                .replace("{up}", up)
                .replace("{contents}", contents(chapter, up))
                .replace("{outline}", outline(chapter))
                .replace("{previous}", at > 0 ? neighbour(book.chapters().get(at - 1), up, "←", "prev") : "")
                .replace(
                        "{next}",
                        at + 1 < book.chapters().size()
                                ? neighbour(book.chapters().get(at + 1), up, "→", "next")
                                : "")
                .replace("{content}", content(chapter, up));
    }

    private static String template() throws IOException {
        try (InputStream in = Site.class.getResourceAsStream("page.html")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String contents(Chapter open, String up) {
        StringBuilder list = new StringBuilder("<ul>\n");
        for (Chapter chapter : book.chapters()) {
            list.append("<li><a href=\"").append(up).append(chapter.page()).append('"');
            list.append(chapter.equals(open) ? " aria-current=\"page\"" : "").append('>');
            list.append(escape(chapter.title())).append("</a></li>\n");
        }
        return list.append("</ul>").toString();
    }

    private static String outline(Chapter chapter) {
        StringBuilder list = new StringBuilder();
        for (Chapter.Section section : chapter.headings()) {
            if (section.level() == 2) {
                list.append("<li><a href=\"#").append(escape(section.anchor())).append("\">");
                list.append(escape(section.text())).append("</a></li>\n");
            }
        }
        return list.isEmpty() ? "" : "<ul>\n" + list + "</ul>";
    }

    private static String neighbour(Chapter chapter, String up, String arrow, String relation) {
        String title = escape(chapter.title());
        return "<a rel=\"" + relation + "\" href=\"" + up + chapter.page() + "\">"
                + (relation.equals("prev") ? arrow + " " + title : title + " " + arrow) + "</a>";
    }

    private String content(Chapter chapter, String up) {
        return HtmlRenderer.builder()
                .extensions(Chapter.EXTENSIONS)
                .attributeProviderFactory(context -> new Attributes(chapter, up))
                .build()
                .render(chapter.content());
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** Names headings, and has links lead to pages where what they lead to is one. */
    private final class Attributes implements AttributeProvider {
        private final Chapter chapter;
        private final String up;

        Attributes(Chapter chapter, String up) {
            this.chapter = chapter;
            this.up = up;
        }

        @Override
        public void setAttributes(Node node, String tag, Map<String, String> attributes) {
            if (node instanceof Heading) {
                chapter.headings().stream()
                        .filter(section -> section.node().equals(node))
                        .forEach(section -> attributes.put("id", section.anchor()));
            } else if (node instanceof Link link) {
                attributes.put("href", target(link.getDestination()));
            } else if (node instanceof Image image) {
                Path picture =
                        chapter.file().resolveSibling(image.getDestination()).normalize();
                pictures.add(picture);
                attributes.put("src", up + book.root().resolve("docs").relativize(picture));
            }
        }

        private String target(String link) {
            if (link.startsWith("#") || link.matches("[a-z]+:.*")) {
                return link;
            }
            String[] parts = link.split("#", 2);
            Path file = chapter.file().resolveSibling(parts[0]).normalize();
            String fragment = parts.length > 1 ? "#" + parts[1] : "";
            return book.chapters().stream()
                    .filter(each -> each.file().equals(file))
                    .findFirst()
                    .map(each -> up + each.page() + fragment)
                    // Sources are beside the site where it was built, in target/site of docs.
                    .orElseGet(() -> up + "../../../" + book.root().relativize(file) + fragment);
        }
    }
}
