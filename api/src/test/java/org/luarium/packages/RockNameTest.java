// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RockNameTest {
    @Test
    void isLowerCaseInAnyLocale() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("tr"));
        try {
            assertThat(new RockName("LuaSocket-IO")).isEqualTo(new RockName("luasocket-io"));
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "3d", "lua-cjson", "lua_x.y", "a..b"})
    void takesNames(String name) {
        assertThat(new RockName(name)).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "-x",
                "_x",
                ".x",
                "a/b",
                "a\\b",
                "a b",
                "a\u0000",
                "p\u0430th",
                "\u017fay",
                "\u212aay",
                "a\u001b[2J"
            })
    void refusesOtherCharacters(String name) {
        assertThatThrownBy(() -> new RockName(name))
                .isInstanceOf(RockSyntaxException.class)
                .message()
                .isPrintable();
    }

    @Test
    void refusesLongNames() {
        assertThat(new RockName("a".repeat(64)).text()).hasSize(64);
        assertThatThrownBy(() -> new RockName("a".repeat(65))).isInstanceOf(RockSyntaxException.class);
    }

    @Test
    void makesEveryLetterLowerCaseAndNothingElse() {
        assertThat(new RockName("ABCDEFGHIJKLMNOPQRSTUVWXYZ-09_az.").text())
                .isEqualTo("abcdefghijklmnopqrstuvwxyz-09_az.");
    }

    @Test
    void comesInTheOrderOfItsText() {
        assertThat(new RockName("a")).isLessThan(new RockName("B")).isGreaterThan(new RockName("0"));
    }

    @Test
    void showsWhatWasRefusedSoThatItHarmsNoTerminal() {
        assertThatThrownBy(() -> new RockName("a ~\u007f\u001f\u00e4"))
                .hasMessageContaining("a ~\\u{7f}\\u{1f}\\u{e4}");
        assertThatThrownBy(() -> new RockName("!".repeat(80)))
                .hasMessageContaining("!".repeat(80))
                .message()
                .doesNotContain("...");
        assertThatThrownBy(() -> new RockName("!".repeat(81))).hasMessageContaining("!".repeat(80) + "...");
    }
}
