// SPDX-License-Identifier: Apache-2.0
package org.luarium.launcher;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class WarmupTest {
    @ParameterizedTest
    @MethodSource("classes")
    void initializesClassesThatExist(String name) {
        assertThatCode(() -> Class.forName(name)).doesNotThrowAnyException();
    }

    static Iterable<String> classes() {
        return Warmup.CLASSES;
    }
}
