// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DependencyTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lua >= 5.1|lua >= 5.1",
                "LuaSocket|luasocket",
                "penlight>=1.3,<2|penlight >= 1.3, < 2",
                "a 1.0|a == 1.0",
                "a =1.0|a == 1.0",
                "a != 1.0 ~>2|a ~= 1.0, ~> 2",
                "a @>= 1.0|a >= 1.0",
                "a @1.0|a == 1.0",
                "a ~= 1,,<= 3-1,|a ~= 1, <= 3-1",
            })
    void readsWhatRockspecsWrite(String text, String meaning) {
        assertThat(Dependency.of(text)).hasToString(meaning).isEqualTo(Dependency.of(meaning));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                ">= 1",
                "a >=",
                "a >= ,",
                "a => 1",
                "a === 1",
                "a <> 1",
                "a @",
                "a @@1",
                "a , 1",
                "a 1 ; b",
                "a >= -1",
                "a (1)",
                "user/a >= 1",
                "a >= 1/2",
                "\u0430 >= 1"
            })
    void refusesAllElse(String text) {
        assertThatThrownBy(() -> Dependency.of(text))
                .isInstanceOfSatisfying(
                        RockSyntaxException.class, e -> assertThat(e.text()).isEqualTo(text))
                .hasMessageContaining("is not a dependency");
    }

    @Test
    void spacesAreOfAnyKind() {
        assertThat(Dependency.of(" a\t>\n1 ")).isEqualTo(Dependency.of("a > 1"));
        assertThat(Dependency.of("\ra\u000b>\f1\r")).isEqualTo(Dependency.of("a > 1"));
        assertThatThrownBy(() -> Dependency.of("a\b> 1")).isInstanceOf(RockSyntaxException.class);
        assertThatThrownBy(() -> Dependency.of("a\u000e> 1")).isInstanceOf(RockSyntaxException.class);
    }

    @Test
    void saysWhatIsWrong() {
        assertThatThrownBy(() -> Dependency.of("user/a")).hasMessageContaining("namespace");
        assertThatThrownBy(() -> Dependency.of("a => 1")).hasMessageContaining("no operator '=>'");
        assertThatThrownBy(() -> Dependency.of("a >= ")).hasMessageContaining("a version is expected at character 6");
        assertThatThrownBy(() -> Dependency.of("a " + ", 1".repeat(1000))).hasMessageContaining("1000 characters");
        assertThat(Dependency.of("a " + " ".repeat(998))).hasToString("a");
        assertThatThrownBy(() -> Dependency.of("a " + " ".repeat(999))).hasMessageContaining("1000 characters");
        assertThatThrownBy(() -> Constraints.of(">= -1"))
                .hasMessageContaining("is not a constraint on versions")
                .hasMessageContaining("begin with a digit or letter")
                .hasCauseInstanceOf(RockSyntaxException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "|1.0-1|true",
                "== 1.0|1.0-1|true",
                "== 1.0|1.0.0-1|false",
                "~= 1.0|1.0-3|false",
                "~= 1.0|1.0.0-3|true",
                "< 2|scm-1|false",
                "<= 1.0|1.0.0-1|true",
                ">= 1.0.0|1.0-1|true",
                "> 1.0-1|1.0-2|true",
                "> 1.0|1.0-2|false",
                ">= 1, < 2|1.9-1|true",
                ">= 1, < 2|2.0-1|false",
                "~> 1.2|1.2.9-1|true",
                "~> 1.2|1.3-1|false",
            })
    void acceptsWhatLuaRocksAccepts(String constraints, String version, boolean accepted) {
        assertThat(Constraints.of(constraints == null ? "" : constraints).accepts(RockVersion.of(version)))
                .isEqualTo(accepted);
    }

    @Test
    void anyAcceptsAll() {
        assertThat(Constraints.of(" ")).isEqualTo(Constraints.any());
        assertThat(Constraints.any().accepts(RockVersion.of("alpha-1"))).isTrue();
    }

    @Test
    void anExceptionNamesOnlySomeOfManyRequests() {
        List<Dependency> many = List.of(Dependency.of("a"), Dependency.of("b < 2"));

        assertThat(new UnresolvableException(many, List.of("because", "so")))
                .hasMessage("nothing meets a and b < 2: because; so");
        assertThat(new UnresolvableException(Collections.nCopies(12, many.get(0)), List.of("x")))
                .hasMessageContaining("and 2 more: x");
    }
}
