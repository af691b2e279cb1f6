// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.luarium.vm.LuaProcessException;

class HeapReserveTest {
    private final AtomicReference<Double> used = new AtomicReference<>(0.5);
    private final AtomicReference<Double> live = new AtomicReference<>(0.5);
    private final AtomicInteger collections = new AtomicInteger();
    private final AtomicLong clock = new AtomicLong();
    private final HeapReserve reserve = new HeapReserve(
            used::get,
            () -> {
                collections.incrementAndGet();
                used.set(live.get());
            },
            clock::get);

    @Test
    void collectsNothingWhileThereIsRoom() {
        reserve.check("a");

        assertThat(collections).hasValue(0);
    }

    @Test
    void doesNotTakeGarbageForData() {
        used.set(0.95);

        assertThatCode(() -> reserve.check("a")).doesNotThrowAnyException();
        assertThat(collections).hasValue(1);
    }

    @Test
    void refusesWhatDoesNotFitAndCollectsNowAndThen() {
        used.set(0.95);
        live.set(0.93);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> reserve.check("a"))
                    .isInstanceOf(LuaProcessException.class)
                    .hasMessageContaining("93 %");
        }
        assertThat(collections).hasValue(1);

        clock.addAndGet(6_000_000_000L);
        live.set(0.5);

        assertThatCode(() -> reserve.check("a")).doesNotThrowAnyException();
    }
}
