// SPDX-License-Identifier: Apache-2.0
package org.luarium.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path SITE = ROOT.resolve("docs/target/site");
    private static final Pattern REFERENCE = Pattern.compile("(?:href|src)=\"([^\"]*)\"");

    private static Book book;

    @BeforeAll
    static void write() throws IOException {
        book = Book.of(ROOT);
        new Site(book).write(SITE);
    }

    @Test
    void everyDocumentIsAChapter() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
            List<Path> documents = files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !file.startsWith(ROOT.resolve("docs/target")))
                    .toList();

            assertThat(documents).isNotEmpty().allMatch(book::has);
        }
    }

    @Test
    void everyLinkLeadsToSomethingThatIsThere() throws IOException {
        List<String> broken = new ArrayList<>();
        int links = 0;
        for (Chapter chapter : book.chapters()) {
            Path page = SITE.resolve(chapter.page());
            for (String link : references(page)) {
                links++;
                if (!link.matches("[a-z]+:.*") && !leads(page, link)) {
                    broken.add(chapter.page() + ": " + link);
                }
            }
        }

        assertThat(links).isGreaterThan(500);
        assertThat(broken).isEmpty();
    }

    private static boolean leads(Path page, String link) throws IOException {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
        return Files.exists(target)
                && (parts.length == 1
                        || parts[1].equals("content")
                        || !target.toString().endsWith(".html")
                        || Files.readString(target).contains(" id=\"" + parts[1] + "\""));
    }

    private static List<String> references(Path page) throws IOException {
        return REFERENCE
                .matcher(Files.readString(page))
                .results()
                .map(result -> result.group(1).replace("&amp;", "&"))
                .toList();
    }

    @Test
    void nothingIsLoadedFromElsewhere() throws IOException {
        for (Chapter chapter : book.chapters()) {
            assertThat(Files.readString(SITE.resolve(chapter.page())))
                    .doesNotContainPattern("<(script|link|img)[^>]*(src|href)=\"[a-z]+:");
        }
    }

    @Test
    void theSameBookGivesTheSamePages(@TempDir Path other) throws IOException {
        new Site(Book.of(ROOT)).write(other);

        try (Stream<Path> files = Files.walk(other)) {
            assertThat(files.filter(Files::isRegularFile).toList())
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(file)
                            .hasSameBinaryContentAs(
                                    SITE.resolve(other.relativize(file).toString())));
        }
    }
}
