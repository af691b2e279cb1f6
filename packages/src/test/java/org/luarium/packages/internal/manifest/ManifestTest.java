// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.packages.InvalidManifestException;
import org.luarium.packages.RockName;
import org.luarium.packages.RockVersion;

class ManifestTest {
    private static final String GOOD = """
            commands = {}
            modules = { ["a.b"] = { "a/1.0-1" }, c = { d = { 1, -2.5e-3, 0xFF, true, false } } }
            repository = {
               LuaSocket = { ["3.0rc1-2"] = { { arch = "rockspec" }, { arch = "src" } } },
               say = {
                  ['1.3-1'] = { { arch = "all" }; },
                  [ [[1.4.1-3]] ] = { { ["arch"] = 'linux-x86_64' } },
               },
            }
            """;

    private static Manifest read(String text) throws IOException {
        return read(text, Limits.DEFAULT);
    }

    private static Manifest read(String text, Limits limits) throws IOException {
        return Manifest.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)), limits);
    }

    private static String versions(Manifest manifest, String rock) {
        return manifest.versions(new RockName(rock)).toString();
    }

    /** How a string of Lua is understood, seen as the version of a rock. */
    private static String string(String lua) throws IOException {
        Manifest manifest = read("repository = { a = { [ " + lua + " ] = {} } }");
        return manifest.ignored().isEmpty()
                ? manifest.versions(new RockName("a")).firstKey().toString()
                : manifest.ignored().get(0);
    }

    @Test
    void keepsTheRepositoryAndNothingElse() throws IOException {
        Manifest manifest = read(GOOD);

        assertThat(manifest.rocks()).extracting(RockName::text).containsExactly("luasocket", "say");
        assertThat(manifest.versions(new RockName("luasocket")).get(RockVersion.of("3.0rc1-2")))
                .containsExactlyInAnyOrder("rockspec", "src");
        assertThat(versions(manifest, "say")).isEqualTo("{1.3-1=[all], 1.4.1-3=[linux-x86_64]}");
        assertThat(versions(manifest, "none")).isEqualTo("{}");
        assertThat(manifest.ignored()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'1.2-3'",
                "\"1.2-3\"",
                "[[1.2-3]]",
                "[==[1.2-3]==]",
                "[[\n1.2-3]]",
                "'\\049.2\\0453'",
                "'1\\x2e2-3'",
                "'1.\\z  \n 2-3'",
                "'1\\u{2E}2-3'",
                "--[[x]]'1.2-3'--x\n",
                "--[=[ ]] ]=] '1.2-3'"
            })
    void readsAllFormsOfStrings(String lua) throws IOException {
        assertThat(string(lua)).isEqualTo("1.2-3");
    }

    @Test
    void readsEscapesAsLuaDoes() throws IOException {
        assertThat(string("'\\a\\b\\f\\n\\r\\t\\v\\\\\\'\\\"\\\n'"))
                .startsWith("'\\u{7}\\u{8}\\u{c}\\u{a}\\u{d}\\u{9}\\u{b}\\'\"\\u{a}' is not a version");
        assertThat(string("[=[]]==]]=]")).startsWith("']]==]' is not a version");
        assertThat(string("'\\u{20ac}'")).startsWith("'\\u{e2}\\u{82}\\u{ac}' is not a version");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "os.execute('rm')|1|3|'=' is expected",
                "repository = os.exit()|1|14|only data",
                "repository = { a = f() }|1|20|only data",
                "repository = { a = function() end }|1|20|only data",
                "repository = { f() }|1|17|not data",
                "repository = { a = 'x' .. 'y' }|1|24|',' or '}' is expected",
                "repository = { a = 1 + 1 }|1|22|not data",
                "repository = { a = nil }|1|20|nil",
                "repository = { [nil] = 1 }|1|17|string or number",
                "repository = setmetatable({}, {})|1|14|only data",
                "return { repository = {} }|1|8|'=' is expected",
                "local repository = {}|1|7|'=' is expected",
                "x = {} repository = { a = { }|1|30|',' or '}' is expected",
                "repository = { ['a] = {} }|1|27|does not end",
                "repository = { [[a] = {} }|1|27|does not end",
                "repository = { [=a] = {} }|1|16|no long bracket",
                "repository = { a = '\\q' }|1|22|escape",
                "repository = { a = '\\300' }|1|25|255",
                "repository = { a = '\\u{110000}' }|1|30|Unicode",
                "repository = { a = '\\xg' }|1|23|digit",
                "repository = { a = - }|1|20|without a number",
                "repository = { a = {}, A = {} }|1|28|second rock",
                "repository = { a = { ['1'] = {}, ['1'] = {} } }|1|42|second time",
                "repository = {} repository = {}|1|30|second table",
                "modules = {}|1|13|no table repository",
                "--[[ x|1|7|does not end",
                "= 1|1|1|a name is expected",
            })
    void refusesAllElseAndSaysWhere(String text, int line, int column, String problem) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOfSatisfying(InvalidManifestException.class, e -> {
                    assertThat(e.line()).isEqualTo(line);
                    assertThat(e.column()).isEqualTo(column);
                })
                .hasMessageContaining(problem);
    }

    @Test
    void countsLines() {
        assertThatThrownBy(() -> read("x = {\n\n  y\n}"))
                .hasMessage("manifest, line 4, column 1: '=' is expected, as a manifest has only data");
    }

    @Test
    void keepsLimits() {
        assertThatThrownBy(() -> read("x = " + "{".repeat(100_000))).hasMessageContaining("more than 16 tables");
        assertThatThrownBy(() -> read("x = '" + "a".repeat(5000) + "'")).hasMessageContaining("more than 4096 bytes");
        assertThatThrownBy(() -> read("x".repeat(5000) + " = 1")).hasMessageContaining("more than 4096 bytes");
        assertThatThrownBy(() -> read("x = " + "1".repeat(5000))).hasMessageContaining("more than 4096 bytes");
        assertThatThrownBy(() -> read("x = { 1, 2, 3 }", new Limits(100, 2, 3, 10)))
                .hasMessageContaining("more than 3 values");
        assertThatThrownBy(() -> read("x = {}" + " ".repeat(100), new Limits(100, 2, 3, 10)))
                .hasMessageContaining("more than 100 bytes");
    }

    @Test
    void commentsMayHaveAnyLength() throws IOException {
        String comment = "--[[" + "]=".repeat(10_000) + "]]--" + "x".repeat(10_000) + "\n";

        assertThat(read(comment + GOOD).rocks()).hasSize(2);
    }

    @Test
    void namesAndVersionsThatAreNoneAreLeftOut() throws IOException {
        Manifest manifest = read("""
                repository = {
                   ["../evil"] = { ["1-1"] = {} },
                   ["p\u00e4"] = {},
                   [1] = { ["1-1"] = {} },
                   [".x"] = "no table",
                   good = { ["1-1"] = { { arch = "../x" }, { arch = "src" }, "odd", { { arch = "all" } } }, ["/"] = {}, x = 1 },
                }
                """);

        assertThat(manifest.rocks()).extracting(RockName::text).containsExactly("1", "good");
        assertThat(versions(manifest, "good")).isEqualTo("{1-1=[src]}");
        assertThat(manifest.ignored())
                .hasSize(3)
                .allSatisfy(reason -> assertThat(reason).isPrintable());
    }

    @Property(tries = 500)
    void anyDamageIsRefusedOrHarmless(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder(GOOD);
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(3)) {
                case 0 -> text.setCharAt(at, (char) random.nextInt(256));
                case 1 -> text.delete(at, Math.min(text.length(), at + random.nextInt(20)));
                default -> text.insert(at, "{}[]='\"\\-,;".charAt(random.nextInt(11)));
            }
        }
        try {
            assertThat(read(text.toString()).rocks()).hasSizeLessThan(5);
        } catch (InvalidManifestException e) {
            assertThat(e.line()).isPositive();
            assertThat(e.getMessage()).isPrintable();
        }
    }
}
