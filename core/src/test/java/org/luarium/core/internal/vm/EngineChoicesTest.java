// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.luarium.core.internal.engine.Engine;
import org.luarium.vm.EngineInfo;

class EngineChoicesTest {
    private final List<String> lookedUp = new ArrayList<>();
    private final AtomicLong clock = new AtomicLong();
    private final EngineChoices choices = new EngineChoices(this::lookUp, clock::get);

    private Engine lookUp(String name) {
        lookedUp.add(name);
        EngineInfo info = new EngineInfo(
                name, EngineInfo.Kind.EXTERNAL, "Lua 5.4", "5.4", Optional.empty(), EngineInfo.Interrupt.ONCE, "");
        return new Engine(info, List.of("/bin/" + name), Map.of(), true);
    }

    @Test
    void looksANameUpOnceInASecond() {
        Engine first = choices.engine("lua");
        clock.addAndGet(Duration.ofMillis(999).toNanos());

        assertThat(choices.engine("lua")).isSameAs(first);
        assertThat(choices.engine("luajit")).isNotSameAs(first);
        clock.addAndGet(Duration.ofMillis(1).toNanos());
        assertThat(choices.engine("lua")).isNotSameAs(first);
        assertThat(lookedUp).containsExactly("lua", "luajit", "lua");
    }

    @Test
    void looksANameUpAgainAfterAFailure() {
        choices.engine("lua");

        choices.forget();
        choices.engine("lua");

        assertThat(lookedUp).hasSize(2);
    }
}
