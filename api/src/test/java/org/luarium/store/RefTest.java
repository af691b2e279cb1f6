// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefTest {
    private static final String ONE = "abcdefghijklmnopqrstuvwxyz234567";
    private static final String TWO = "7".repeat(32);

    @Test
    void ref1_aDerivationIsReadAsItWasWritten() {
        Ref.DRef dref = new Ref.DRef(ONE, "some-name_9");

        assertThat(dref).hasToString("dref:" + ONE + "-some-name_9");
        assertThat(Ref.parse(dref.toString())).isEqualTo(dref);
        assertThat(Ref.DRef.parse(dref.toString())).isEqualTo(dref);
    }

    @Test
    void ref2_aRealizationIsReadAsItWasWrittenAndKnowsItsDerivation() {
        Ref.RRef rref = new Ref.RRef(TWO, new Ref.DRef(ONE, "a-b-c"));

        assertThat(rref).hasToString("rref:" + TWO + "-" + ONE + "-a-b-c");
        assertThat(Ref.parse(rref.toString())).isEqualTo(rref);
        assertThat(Ref.RRef.parse(rref.toString()).dref()).isEqualTo(new Ref.DRef(ONE, "a-b-c"));
        assertThat(rref.name()).isEqualTo("a-b-c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "a/b", "a b", "a\0", "foo\n", "ä", "a.b", "a:b"})
    void ref3_namesWithOtherCharactersAreRefused(String name) {
        assertThatThrownBy(() -> new Ref.DRef(ONE, name)).isInstanceOf(InvalidReferenceException.class);
        assertThatThrownBy(() -> Config.builder(name).build())
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("name");
        assertThatThrownBy(() -> Ref.parse("dref:" + ONE + "-" + name)).isInstanceOf(InvalidReferenceException.class);
    }

    @Test
    void ref3_aNameHasAnEnd() {
        assertThat(new Ref.DRef(ONE, "a".repeat(Ref.LONGEST_NAME)).name()).hasSize(120);
        assertThatThrownBy(() -> new Ref.DRef(ONE, "a".repeat(Ref.LONGEST_NAME + 1)))
                .isInstanceOf(InvalidReferenceException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "dref:",
                "dref:abc-name",
                "dref:ABCDEFGHIJKLMNOPQRSTUVWXYZ234567-name",
                "dref:abcdefghijklmnopqrstuvwxyz234560-name",
                "dref:abcdefghijklmnopqrstuvwxyz2345677-name",
                "dref:abcdefghijklmnopqrstuvwxyz234567",
                "rref:abcdefghijklmnopqrstuvwxyz234567-name",
                " dref:abcdefghijklmnopqrstuvwxyz234567-name",
                "dref:abcdefghijklmnopqrstuvwxyz234567-name\n",
                "xref:abcdefghijklmnopqrstuvwxyz234567-name"
            })
    void ref5_otherTextsAreNoReferences(String text) {
        assertThatThrownBy(() -> Ref.parse(text))
                .isInstanceOfSatisfying(
                        InvalidReferenceException.class,
                        e -> assertThat(e.text()).isEqualTo(text))
                .hasMessageContaining("dref:<digest>-<name>");
    }

    @Test
    void ref5_oneKindIsNotTheOther() {
        assertThatThrownBy(() -> Ref.RRef.parse("dref:" + ONE + "-a")).hasMessageContaining("a realization");
        assertThatThrownBy(() -> Ref.DRef.parse("rref:" + TWO + "-" + ONE + "-a"))
                .hasMessageContaining("a derivation");
    }

    @Test
    void ref10_referencesHaveAnOrder() {
        List<Ref> refs = new ArrayList<>(List.of(
                new Ref.DRef(ONE, "a"),
                new Ref.DRef(ONE, "b"),
                new Ref.DRef(TWO, "a"),
                new Ref.RRef(ONE, new Ref.DRef(ONE, "a")),
                new Ref.RRef(TWO, new Ref.DRef(ONE, "a"))));
        List<Ref> sorted = new ArrayList<>(refs);
        Collections.shuffle(sorted);
        Collections.sort(sorted);
        refs.sort((left, right) -> left.toString().compareTo(right.toString()));

        assertThat(sorted).isEqualTo(refs);
        assertThat(refs.get(0).compareTo(refs.get(0))).isZero();
    }

    @Test
    void aHashIsSixtyFourLowerCaseDigits() {
        assertThat(new Hash("0a".repeat(32))).hasToString("sha256:" + "0a".repeat(32));
        assertThatThrownBy(() -> new Hash("0A".repeat(32))).isInstanceOf(InvalidReferenceException.class);
        assertThatThrownBy(() -> new Hash("0a")).isInstanceOf(InvalidReferenceException.class);
    }
}
