// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.luarium.extension.Extension;
import org.luarium.extension.ExtensionAlreadyLoadedException;
import org.luarium.extension.ExtensionManager;
import org.luarium.extension.ExtensionNotFoundException;
import org.luarium.extension.ExtensionSpec;
import org.luarium.extension.ExtensionStartException;
import org.luarium.extension.ExtensionStoppedException;
import org.luarium.extension.spi.CallCancelledException;
import org.luarium.extension.spi.LinkClosedException;
import org.luarium.isolate.IsolateException;
import org.osgi.framework.ServiceException;

/** One extension that several threads call, load again and kill. */
public final class ExtensionLoad {
    private static final List<Class<? extends Exception>> OUTCOMES = List.of(
            ExtensionNotFoundException.class,
            ExtensionAlreadyLoadedException.class,
            ExtensionStartException.class,
            ExtensionStoppedException.class,
            LinkClosedException.class,
            CallCancelledException.class,
            IsolateException.class,
            // Not there for now
            ServiceException.class);

    private final ExtensionManager extensions;
    private final ExtensionSpec spec;

    public ExtensionLoad(ExtensionManager extensions, ExtensionSpec spec) {
        this.extensions = extensions;
        this.spec = spec;
    }

    public List<Operation> operations() {
        return List.of(
                new Operation("extension call", 12, OUTCOMES, this::call),
                new Operation("extension reload", 1, OUTCOMES, random -> {
                    Extension extension = any();
                    extension.reload();
                    return "generation " + extension.info().generation();
                }),
                new Operation("extension close", 1, OUTCOMES, random -> {
                    extensions.get(spec.name()).close();
                    return "closed";
                }),
                new Operation("kill extension", 1, OUTCOMES, random -> {
                    return Processes.kill(any().info().pid().orElse(-1));
                }));
    }

    private Extension any() {
        return extensions.find(spec.name()).orElseGet(() -> extensions.load(spec));
    }

    private String call(Random random) {
        String name = "caller" + random.nextInt(100);
        assertThat(any().invoke("greet", name)).isEqualTo("Hello " + name);
        return name;
    }
}
