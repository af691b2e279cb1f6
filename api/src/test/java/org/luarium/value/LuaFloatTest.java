// SPDX-License-Identifier: Apache-2.0
package org.luarium.value;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LuaFloatTest {
    /** The texts are what Lua 5.4 prints, but for the fourth, of which it shows 14 digits only. */
    @ParameterizedTest
    @CsvSource({
        "4.0, 4.0",
        "-0.0, -0.0",
        "0.1, 0.1",
        "0.3333333333333333, 0.3333333333333333",
        "12345678.5, 12345678.5",
        "123456789012345.0, 123456789012345.0",
        "1e15, 1e+15",
        "1e100, 1e+100",
        "-1.5e300, -1.5e+300",
        "0.0001, 0.0001",
        "1e-5, 1e-05",
        "Infinity, inf",
        "-Infinity, -inf",
        "NaN, nan"
    })
    void printsNumbersAsLuaDoes(double value, String text) {
        assertThat(new LuaFloat(value).display()).isEqualTo(text);
        assertThat(new LuaFloat(value).asString()).isEqualTo(text);
    }
}
