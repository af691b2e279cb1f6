// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.luarium.store.Ref;

class RefOrderTest {
    @Test
    void order10_isThatOfTheTexts() {
        List<Ref> refs = new ArrayList<>();
        for (String digest : List.of("a".repeat(32), "7".repeat(32), "a".repeat(31) + "2")) {
            for (String name : List.of("a", "a-", "a_", "aa", "A", "b", "1")) {
                Ref.DRef dref = new Ref.DRef(digest, name);
                refs.add(dref);
                refs.add(new Ref.RRef("b".repeat(32), dref));
                refs.add(new Ref.RRef(digest, dref));
            }
        }

        assertThat(refs.stream().sorted())
                .containsExactlyElementsOf(refs.stream()
                        .sorted(Comparator.comparing(Ref::toString))
                        .toList());
        for (Ref one : refs) {
            for (Ref other : refs) {
                assertThat(Integer.signum(one.compareTo(other)))
                        .isEqualTo(Integer.signum(one.toString().compareTo(other.toString())));
                assertThat(one.compareTo(other) == 0).isEqualTo(one.equals(other));
            }
            assertThat(Ref.parse(one.toString())).isEqualTo(one).hasSameHashCodeAs(one);
        }
    }
}
