// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.luarium.shell.internal.syntax.UsageException;

final class DataLiteralsTest {
    @Test
    void wordsAreScalarsOrText() {
        assertThat(DataLiterals.value("nil")).isNull();
        assertThat(DataLiterals.value("null")).isNull();
        assertThat(DataLiterals.value("true")).isEqualTo(true);
        assertThat(DataLiterals.value("-9223372036854775808")).isEqualTo(Long.MIN_VALUE);
        assertThat(DataLiterals.value("1.5e3")).isEqualTo(1500.0);
        assertThat(DataLiterals.value("a b")).isEqualTo("a b");
        assertThat(DataLiterals.value("")).isEqualTo("");
        assertThat(DataLiterals.value("\"42\"")).isEqualTo("42");
        assertThat(DataLiterals.value("'it is \\'so\\'\\u0021\\n'")).isEqualTo("it is 'so'!\n");
    }

    @Test
    void listsAndMapsAreReadAsInLuaAndAsInJson() {
        assertThat(DataLiterals.value("[1, 2.0, \"x\", null, [true]]"))
                .isEqualTo(Arrays.asList(1L, 2.0, "x", null, List.of(true)));
        assertThat(DataLiterals.value("{1, 2}")).isEqualTo(List.of(1L, 2L));
        assertThat(DataLiterals.value("{\"a\": {\"b\": []}, \"c\": {}}"))
                .isEqualTo(Map.of("a", Map.of("b", List.of()), "c", Map.of()));
        assertThat(DataLiterals.value("{ a = 'x', [7] = 1; ['k l'] = nil, 'first' }"))
                .isEqualTo(mapOf("a", "x", 7L, 1L, "k l", null, 1L, "first"));
        assertThat(DataLiterals.value("{[1], [2]}")).isEqualTo(List.of(List.of(1L), List.of(2L)));
        assertThat(DataLiterals.value("{true, nil}")).isEqualTo(Arrays.asList(true, null));
    }

    private static Map<Object, Object> mapOf(Object... keysAndValues) {
        Map<Object, Object> map = new java.util.HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[1, 2            | character 6: the end is missing",
                "[1] 2            | character 5: nothing more is expected",
                "{a = b}          | character 7: text needs quotes, unlike 'b'",
                "[=]              | character 2: a value is expected",
                "[1.2.3]          | character 5: this is no number",
                "{[[1]] = 2}      | a value is expected",
                "\"x              | a quote is missing",
                "'\\x'            | there is no such escape",
                "'\\u12'          | four hexadecimal digits are expected",
                "9223372036854775808 | more than 64 bits",
            })
    void whatCannotBeReadIsSaidWithItsPlace(String word, String message) {
        assertThatThrownBy(() -> DataLiterals.value(word))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(message);
    }

    @Test
    void depthIsLimited() {
        assertThatThrownBy(() -> DataLiterals.value("[".repeat(100_000)))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("deep");
        assertThatThrownBy(() -> DataLiterals.value("{".repeat(100_000)))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("deep");
    }
}
