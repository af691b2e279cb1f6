// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoryHeaderTest {
    @Test
    void theFolderIsEnough() {
        assertThat(RepositoryHeader.parse("rocks", "org.Example"))
                .isEqualTo(new RepositoryHeader("rocks", "org.example", 0));
        assertThat(RepositoryHeader.parse(" /a/b-c/ ", "x")).isEqualTo(new RepositoryHeader("a/b-c", "x", 0));
    }

    @Test
    void attributesNameAndOrder() {
        RepositoryHeader expected = new RepositoryHeader("rocks", "laboratory", -10);

        assertThat(RepositoryHeader.parse("rocks;name=laboratory;priority=-10", "x"))
                .isEqualTo(expected);
        assertThat(RepositoryHeader.parse("rocks ; name=\"laboratory\" ; priority:=\"-10\"", "x"))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "..",
                "../rocks",
                "rocks/../..",
                "rocks//x",
                "a b",
                "rocks,more",
                "rocks\u0000",
                "rocks;name=../x",
                "rocks;name=",
                "rocks;name",
                "rocks;priority=high",
                "rocks;priority=99999999999",
                "rocks;color=red",
                "./rocks"
            })
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> RepositoryHeader.parse(text, "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("[ -~]+");
    }
}
