// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class VariablesTest {
    private final Variables variables = new Variables(Map.of("A", "$(B)", "B", "b\\1 $x"));

    @Test
    void putsValuesInOnce() {
        assertThat(variables.substitute("$(A)-$(B)-$(C)-$A-$()-$(A")).isEqualTo("$(B)-b\\1 $x--$A-$()-$(A");
    }

    @Test
    void findsNames() {
        assertThat(Variables.names("-I$(FOO_INCDIR)/x $(CC) $(CC) $(not a name)"))
                .containsExactly("CC", "FOO_INCDIR");
    }
}
