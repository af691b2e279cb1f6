// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class GlobTest {
    @Test
    void matchesAnythingOrOneCharacter() {
        assertThat(Glob.of("a*c")).accepts("ac", "abc", "abbc").rejects("ab", "xabc", "abcx");
        assertThat(Glob.of("a?c")).accepts("abc").rejects("ac", "abbc");
    }

    @Test
    void takesEverythingElseLiterally() {
        assertThat(Glob.of("a.b-1[x]\\E")).accepts("a.b-1[x]\\E").rejects("aXb-1[x]\\E", "a.b-1x");
    }

    @Test
    void tellsPatternsFromIds() {
        assertThat(Glob.isPattern("a*")).isTrue();
        assertThat(Glob.isPattern("a?")).isTrue();
        assertThat(Glob.isPattern("a.b-1_")).isFalse();
    }
}
