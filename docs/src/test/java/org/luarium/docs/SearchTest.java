// SPDX-License-Identifier: Apache-2.0
package org.luarium.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mozilla.javascript.Context;
import org.mozilla.javascript.NativeArray;
import org.mozilla.javascript.NativeObject;
import org.mozilla.javascript.Scriptable;

/** The script of the pages, run by an engine of JavaScript. */
class SearchTest {
    private Context context;
    private Scriptable scope;

    @BeforeEach
    void load() throws Exception {
        context = Context.enter();
        context.setLanguageVersion(Context.VERSION_ES6);
        context.setInterpretedMode(true);
        scope = context.initStandardObjects();
        try (InputStream in = Site.class.getResourceAsStream("search.js")) {
            run(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        run(new SearchIndex(Book.of(Path.of("..").toAbsolutePath().normalize())).script());
    }

    @AfterEach
    void leave() {
        context.close();
    }

    private Object run(String script) {
        return context.evaluateString(scope, script, "test", 1, null);
    }

    private List<NativeObject> find(String query) {
        scope.put("asked", scope, query);
        NativeArray found = (NativeArray) run("luariumSearch(luariumIndex, asked, 20)");
        return IntStream.range(0, (int) found.getLength())
                .mapToObj(i -> (NativeObject) found.get(i, found))
                .toList();
    }

    @Test
    void sectionsWhoseTitleHasTheWordComeFirst() {
        assertThat(find("profiling").get(0).get("page")).asString().startsWith("profiling.html");
        assertThat(find("VM:CREATE").get(0).get("page")).isEqualTo("commands.html#vmcreate");
    }

    @Test
    void allWordsHaveToBeThere() {
        assertThat(find("rollback generation")).isNotEmpty();
        assertThat(find("rollback zebra")).isEmpty();
    }

    @Test
    void whatStandsAroundTheWordIsShown() {
        assertThat(find("landlock"))
                .isNotEmpty()
                .allSatisfy(found ->
                        assertThat(found.get("text") + "" + found.get("title")).containsIgnoringCase("landlock"));
    }

    @Test
    void nothingIsFoundForNothingAndMarksAreNoPattern() {
        assertThat(find("")).isEmpty();
        assertThat(find("  \t ")).isEmpty();
        assertThat(find("(((")).isEmpty();
        assertThat(find("<script>alert(1)</script>")).isEmpty();
        assertThat(find("≤")).isNotEmpty();
        assertThat(find("Ω漢字")).isEmpty();
    }

    @Test
    void noMoreIsFoundThanWasAskedFor() {
        assertThat(find("a")).hasSize(20);
    }
}
