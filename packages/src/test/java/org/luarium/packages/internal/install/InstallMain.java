// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.install;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.luarium.store.Profile;
import org.luarium.store.Store;

/** Another process that installs, or dies while it does. */
final class InstallMain {
    /** What is said where it waits to be killed. */
    static final String HERE = "here";

    private InstallMain() {}

    /**
     * Installs.
     *
     * @param arguments the folder of the home; the phase after which to die, the same after {@code wait-} to be killed
     *     there, or nothing; and rocks
     */
    public static void main(String[] arguments) throws IOException {
        try (TestHome home = new TestHome(Path.of(arguments[0]), dyingAfter(arguments[1]))) {
            home.with(ConcurrentInstallTest.repository());
            for (String rock : List.of(arguments).subList(2, arguments.length)) {
                home.install("demo", rock);
            }
        }
    }

    /** A store that ends the process when an installation has come that far. */
    private static UnaryOperator<Store> dyingAfter(String end) {
        String phase = end.replaceFirst("^wait-", "");
        Runnable death = end.equals(phase) ? () -> Runtime.getRuntime().halt(99) : InstallMain::await;
        return store -> watched(Store.class, store, (call, result) -> {
            if (call.equals("lease after") && phase.equals("realized")) {
                death.run();
            }
            return result instanceof Profile profile
                    ? watched(Profile.class, profile, (step, value) -> {
                        if ((step.equals("commit before") && phase.equals("prepared"))
                                || (step.equals("commit after") && phase.equals("committed"))) {
                            death.run();
                        }
                        return value;
                    })
                    : result;
        });
    }

    private static void await() {
        System.out.print(HERE);
        System.out.flush();
        while (true) {
            LockSupport.park();
        }
    }

    private static <T> T watched(Class<T> type, T target, BinaryOperator<Object> watcher) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            Object unused = watcher.apply(method.getName() + " before", "");
            try {
                Object result = method.invoke(target, args);
                return watcher.apply(method.getName() + " after", result);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }
}
