// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RockVersionTest {
    private static RockVersion version(String text) {
        return RockVersion.of(text);
    }

    @ParameterizedTest
    @CsvSource({
        "1.0, 1.1",
        "1.9, 1.10",
        "1, 1.0.1",
        "1.0rc1, 1.0",
        "1.0alpha, 1.0beta",
        "1.0beta3, 1.0pre1",
        "1.0pre9, 1.0rc1",
        "3.0rc1, 3.0rc2",
        "1.0, 1.0a",
        "1.0a, 1.0b",
        "2.1, 2.1devel",
        "99.9, cvs",
        "cvs, scm",
        "scm, dev",
        "scm-1, scm-2",
        "1.0-1, 1.0-2",
        "1.0.0-1, 1.0-2",
        "1.0-9, 1.1-1",
        "v1, v2",
        "20230101120000, 20230101120001",
        "999999999999999998, 999999999999999999",
    })
    void theFirstIsLessThanTheSecond(String less, String greater) {
        assertThat(version(less).isLessThan(version(greater))).isTrue();
        assertThat(version(greater).isLessThan(version(less))).isFalse();
        assertThat(version(less).isSameAs(version(greater))).isFalse();
        assertThat(version(less)).isLessThan(version(greater));
    }

    @ParameterizedTest
    @CsvSource({
        "1.0, 1_0",
        "1.0, 1.0-1",
        "1.0-1, 1-0-1",
        "01.0, 1.00",
        "1.0rc1, 1.0-rc-1-",
        "1x2, 1xyz2",
        "1rc, 1beta.rc"
    })
    void theseAreTheSame(String one, String other) {
        assertThat(version(one).isSameAs(version(other))).isTrue();
        assertThat(version(one).isLessThan(version(other))).isFalse();
        assertThat(version(other).isLessThan(version(one))).isFalse();
        assertThat(version(one)).isNotEqualTo(version(other)).isNotEqualByComparingTo(version(other));
    }

    @Test
    void aMissingNumberMakesNeitherLessNorSame() {
        assertThat(version("1.0").isLessThan(version("1.0.0"))).isFalse();
        assertThat(version("1.0.0").isLessThan(version("1.0"))).isFalse();
        assertThat(version("1.0.0").isSameAs(version("1.0"))).isFalse();
        assertThat(version("1.0")).isLessThan(version("1.0.0"));
    }

    @Test
    void aVersionWithoutRevisionComesFirstInTheOrder() {
        List<RockVersion> order = Stream.of("1.0", "1.0-1", "1.0.0-1", "1.0-2", "1.0.1", "1.1-1")
                .map(RockVersion::of)
                .toList();

        assertThat(order.stream().sorted()).isEqualTo(order);
    }

    @Test
    void numbersAfterWordsAreExact() {
        assertThat(version("1a100").isSameAs(version("1b"))).isTrue();
        assertThat(version("1rc100000").isSameAs(version("1rc1"))).isFalse();
        assertThat(version("1rc999999999999999999")).isGreaterThan(version("1rc999999999999999998"));
    }

    @Test
    void startsWithComparesWholeNumbers() {
        assertThat(version("2.1.3-1").startsWith(version("2.1"))).isTrue();
        assertThat(version("2.10").startsWith(version("2.1"))).isFalse();
        assertThat(version("2").startsWith(version("2.0.0"))).isTrue();
        assertThat(version("2.1-2").startsWith(version("2.1-1"))).isFalse();
        assertThat(version("2.1").startsWith(version("2.1-1"))).isFalse();
    }

    @Test
    void theRevisionIsTheNumberAfterTheLastDash() {
        assertThat(version("1.0-1-12").revision()).hasValue(12);
        assertThat(version("1.0-rc1").revision()).isEmpty();
        assertThat(version("12").revision()).isEmpty();
        assertThat(version("scm-0")).hasToString("scm-0").isEqualTo(version("scm-0"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-1",
                ".5",
                "_",
                "1.0+2",
                "1 0",
                " 1",
                "1\n",
                "1.０",
                "1.\u0661",
                "ä",
                "1e999999999999999999999",
                "1-1234567890"
            })
    void refusesWhatIsNoVersion(String text) {
        assertThatThrownBy(() -> version(text))
                .isInstanceOfSatisfying(
                        RockSyntaxException.class, e -> assertThat(e.text()).isEqualTo(text))
                .hasMessageContaining("is not a version");
    }

    @Test
    void refusesWhatIsTooLong() {
        assertThat(version("1.".repeat(50))).hasToString("1.".repeat(50));
        assertThatThrownBy(() -> version("1.".repeat(50) + "1")).hasMessageContaining("100 characters");
        assertThatThrownBy(() -> version("1".repeat(1_000_000))).hasMessageContaining("...");
    }

    @Test
    void refusesARevisionOfMoreThanNineDigitsOnly() {
        assertThat(version("1-999999999").revision()).hasValue(999_999_999);
        assertThat(version("1.1234567890").revision()).isEmpty();
        assertThatThrownBy(() -> version("1-1234567890")).hasMessageContaining("at most 9 digits");
    }

    @Test
    void numbersAfterWordsCountUpwards() {
        assertThat(version("1rc100000").isLessThan(version("1rc99999"))).isFalse();
        assertThat(version("1rc99999").isLessThan(version("1rc100000"))).isTrue();
    }

    @Test
    void takesEveryLetterAndDigit() {
        String all = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

        assertThat(version(all)).hasToString(all).hasSameHashCodeAs(version(all));
        assertThat(version("1").hashCode()).isNotEqualTo(version("2").hashCode());
        for (char c : new char[] {'/', ':', '@', '[', '`', '{'}) {
            assertThatThrownBy(() -> version("1" + c)).isInstanceOf(RockSyntaxException.class);
        }
    }
}
