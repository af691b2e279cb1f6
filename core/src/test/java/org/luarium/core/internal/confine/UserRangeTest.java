// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.confine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.luarium.isolate.Diagnosis;

final class UserRangeTest {
    private static final List<String> ALL = List.of("         0          0 4294967295");
    private static final List<String> ROOT = List.of("root:x:0:0:root:/root:/bin/sh", "broken");

    @Test
    void aRangeThatNobodyUsesIsFine() {
        Diagnosis found = new UserRange(ALL, ROOT, List.of("you:100000:65536")).diagnose(700_000, 65_536);

        assertThat(found.state()).isEqualTo(Diagnosis.State.OK);
        assertThat(found.detail()).isEqualTo("700000 to 765535, used by nobody else");
    }

    @Test
    void aContainerWithFewerIdsIsTold() {
        Diagnosis found =
                new UserRange(List.of("0 1000 1", "1 100000 65536"), ROOT, List.of()).diagnose(700_000, 65_536);

        assertThat(found.state()).isEqualTo(Diagnosis.State.DEGRADED);
        assertThat(found.detail()).contains("do not all exist in this container");
        assertThat(found.remedy()).contains("first.user", "org.luarium.vm");
    }

    @Test
    void whoElseUsesItIsNamed() {
        assertThat(new UserRange(ALL, List.of("guest:x:700001:1::/:/bin/sh"), List.of())
                        .diagnose(700_000, 65_536)
                        .detail())
                .contains("user guest uses some");
        assertThat(new UserRange(ALL, ROOT, List.of("you:765535:65536"))
                        .diagnose(700_000, 65_536)
                        .detail())
                .contains("you in /etc/subuid uses some");
    }
}
