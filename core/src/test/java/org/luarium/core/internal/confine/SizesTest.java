// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.confine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizesTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 bytes",
        "1, 1 bytes",
        "1024, 1 KiB",
        "1536, 1536 bytes",
        "134217728, 128 MiB",
        "1610612736, 1536 MiB",
        "1099511627776, 1 TiB",
        "1125899906842624, 1024 TiB",
        "9223372036854775807, 9223372036854775807 bytes"
    })
    void areWholeNumbers(long bytes, String text) {
        assertThat(Sizes.text(bytes)).isEqualTo(text);
    }
}
