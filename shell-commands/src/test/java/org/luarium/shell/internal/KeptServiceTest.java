// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.ComponentServiceObjects;

final class KeptServiceTest {
    private final FakeServices services = new FakeServices();
    private final KeptService<String> kept = new KeptService<>("Thing", services);

    @Test
    void takesItOnceWhenItIsAskedForAndGivesItBack() {
        assertThat(services.done).isEmpty();

        assertThat(kept.get()).isSameAs(kept.get());
        kept.close();
        kept.close();

        assertThat(services.done).containsExactly("take", "give back thing");
    }

    @Test
    void saysThatThereIsNone() {
        services.thing = null;

        assertThatThrownBy(kept::get)
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageStartingWith("no service Thing; ");
        kept.close();
        assertThat(services.done).containsExactly("take");
    }

    private static final class FakeServices implements ComponentServiceObjects<String> {
        private final List<String> done = new ArrayList<>();
        private String thing = "thing";

        @Override
        public String getService() {
            done.add("take");
            return thing;
        }

        @Override
        public void ungetService(String service) {
            done.add("give back " + service);
        }

        @Override
        public ServiceReference<String> getServiceReference() {
            throw new UnsupportedOperationException();
        }
    }
}
