// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.value.LuaValue;

final class LuaLiteralsTest {
    @Test
    void readsLuaLiterals() {
        assertThat(LuaLiterals.value("nil")).isEqualTo(LuaValue.nil());
        assertThat(LuaLiterals.value("true")).isEqualTo(LuaValue.of(true));
        assertThat(LuaLiterals.value("false")).isEqualTo(LuaValue.of(false));
        assertThat(LuaLiterals.value("-42")).isEqualTo(LuaValue.of(-42L));
        assertThat(LuaLiterals.value("1.5")).isEqualTo(LuaValue.of(1.5));
        assertThat(LuaLiterals.value("1e3")).isEqualTo(LuaValue.of(1000.0));
        assertThat(LuaLiterals.value("12345678901234567890")).isEqualTo(LuaValue.of(1.2345678901234567E+19));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "1x", "True", "-", ".", "e5", "1.2.3", " 1", "NaN"})
    void takesTheRestAsText(String word) {
        assertThat(LuaLiterals.value(word)).isEqualTo(LuaValue.of(word));
    }
}
