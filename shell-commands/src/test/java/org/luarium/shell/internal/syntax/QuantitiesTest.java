// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class QuantitiesTest {
    @ParameterizedTest
    @CsvSource({"500ms, PT0.5S", "10s, PT10S", "1.5s, PT1.5S", "2m, PT2M", "1h, PT1H"})
    void readsDurations(String text, Duration duration) {
        assertThat(Quantities.duration(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @CsvSource({"512K, 524288", "64M, 67108864", "64m, 67108864", "1G, 1073741824", "0.5G, 536870912"})
    void readsSizes(String text, long bytes) {
        assertThat(Quantities.size(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "s", "-5s", "10 s", "10S", "10x", "1e3s", "ten", "1..5s"})
    void refusesWhatIsNotADuration(String text) {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> Quantities.duration(text))
                .withMessage("'" + text + "' is not a duration; write it like 500ms, 10s or 2m");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "64", "64MB", "M", "-64M", "64 M", "64X"})
    void refusesWhatIsNotASize(String text) {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> Quantities.size(text))
                .withMessage("'" + text + "' is not a size; write it like 512K, 64M or 1G");
    }

    @Test
    void refusesNoTimeAtAll() {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> Quantities.duration("0s"))
                .withMessage("a duration must be more than zero, not 0s");
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> Quantities.size("99999999999999999G"))
                .withMessage("'99999999999999999G' is too large");
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> Quantities.duration("99999999999999h"))
                .withMessage("'99999999999999h' is too large");
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0ms",
        "PT0.0004S, 0.4ms",
        "PT0.35S, 350ms",
        "PT1.234S, 1.23s",
        "PT10S, 10s",
        "PT2M, 2m",
        "PT90S, 1m30s",
        "PT1H5M3S, 1h5m"
    })
    void writesDurationsAsTheyAreRead(Duration duration, String text) {
        assertThat(Quantities.text(duration)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0, 0B", "1023, 1023B", "1536, 1.5K", "67108864, 64M", "1073741824, 1G", "1610612736, 1.5G"})
    void writesSizesAsTheyAreRead(long bytes, String text) {
        assertThat(Quantities.text(bytes)).isEqualTo(text);
    }
}
