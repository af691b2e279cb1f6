// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.luarium.extension.Extension;
import org.luarium.extension.ExtensionState;
import org.luarium.extensions.sample.Calculator;
import org.luarium.extensions.sample.Dictionary;
import org.osgi.framework.ServiceException;

@Timeout(60)
class ExtensionsTest {
    private TestHost host;

    @BeforeEach
    void start() throws Exception {
        host = new TestHost();
    }

    @AfterEach
    void stop() throws Exception {
        host.close();
    }

    @Test
    void isCalledAndCallsBack() throws Exception {
        Extension extension = host.extensions.load(host.calculator("first")
                .grant(Dictionary.class, key -> "value of " + key)
                .build());
        Calculator calculator = extension.service(Calculator.class);
        assertThat(calculator.add(2, 3)).isEqualTo(5);
        assertThat(calculator.later(7, 10).get(5, TimeUnit.SECONDS)).isEqualTo(7);
        assertThat(calculator.apply(x -> x * x, 9)).isEqualTo(81);
        assertThat(calculator.lookUp("x")).isEqualTo("value of x");
        assertThat(extension.invoke("add", 4, 5)).isEqualTo(9L);
        assertThat(extension.info().state()).isEqualTo(ExtensionState.READY);
        assertThat(extension.confinement()).isPresent();
        assertThat(host.takeRegistrations()).containsExactly("published first 1");
        extension.close();
        assertThat(host.takeRegistrations()).containsExactly("withdrawn first");
        assertThatThrownBy(() -> calculator.add(1, 1)).isInstanceOf(ServiceException.class);
    }

    @Test
    void isStartedAgainAfterItHasEnded() throws Exception {
        Extension extension = host.extensions.load(host.calculator("crashing").build());
        Calculator calculator = extension.service(Calculator.class);
        assertThatThrownBy(() -> calculator.exit(3))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("exit code 3")
                .hasMessageContaining("leaving with 3");
        assertThat(host.registrations.poll(20, TimeUnit.SECONDS)).isEqualTo("published crashing 1");
        assertThat(host.registrations.poll(20, TimeUnit.SECONDS)).isEqualTo("withdrawn crashing");
        assertThat(host.registrations.poll(20, TimeUnit.SECONDS)).isEqualTo("published crashing 2");
        assertThat(calculator.generation()).isEqualTo(2);
    }

    @Test
    void reloads() throws Exception {
        Extension extension = host.extensions.load(host.calculator("reloaded").build());
        Calculator calculator = extension.service(Calculator.class);
        assertThat(calculator.attempt("state", "kept")).isEqualTo("new");
        extension.reload();
        assertThat(calculator.generation()).isEqualTo(2);
        assertThat(calculator.attempt("state", "other")).isEqualTo("kept");
        assertThatThrownBy(() -> extension.reload(
                        extension.spec().toBuilder().setting("fail", "onLoaded").build()))
                .hasMessageContaining("onLoaded fails as it was told");
        assertThat(calculator.attempt("state", "x")).isEqualTo("other");
    }

    @Test
    void runsInThisProcess() throws Exception {
        Extension extension =
                host.extensions.load(host.calculator("local").isolated(false).build());
        Calculator calculator = extension.service(Calculator.class);
        assertThat(calculator.add(2, 3)).isEqualTo(5);
        assertThat(calculator.apply(x -> x * x, 9)).isEqualTo(81);
        extension.reload();
        assertThat(calculator.generation()).isEqualTo(2);
        assertThat(extension.confinement()).isEmpty();
        extension.close();
    }
}
