// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.confine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.luarium.core.internal.cage.SeccompFilter;
import org.luarium.core.internal.elf.Architecture;

class RulesTest {
    @ParameterizedTest
    @CsvSource({"false, false, ALONE", "false, true, PROCESSES", "true, false, NETWORK", "true, true, BOTH"})
    void allowWhatAProgramNeeds(boolean network, boolean processes, Rules expected) {
        assertThat(Rules.general(network, processes)).isEqualTo(expected);
        for (Architecture architecture : Architecture.values()) {
            assertThat(expected.filter(architecture))
                    .isEqualTo(SeccompFilter.general(architecture, network, processes));
        }
    }

    @ParameterizedTest
    @EnumSource
    void haveTheirOwnFilterForLua(Architecture architecture) {
        assertThat(Rules.LUA.filter(architecture)).isEqualTo(SeccompFilter.lua(architecture));
    }

    @Test
    void differInWhatTheyAllow() {
        assertThat(Rules.values())
                .extracting(rules -> Arrays.hashCode(rules.filter(Architecture.X86_64)))
                .doesNotHaveDuplicates();
    }
}
