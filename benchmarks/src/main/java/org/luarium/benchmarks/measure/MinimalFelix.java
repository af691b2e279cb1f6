// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.measure;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/** The least that an OSGi container can do, from the command line: start without a bundle, say so, and stop. */
public final class MinimalFelix {
    private static final long STOP_MILLIS = TimeUnit.SECONDS.toMillis(2);

    private MinimalFelix() {}

    public static void main(String[] arguments) throws Exception {
        // The factory is found by name, since Felix comes with the product and not with the benchmarks.
        FrameworkFactory factory = Class.forName("org.apache.felix.framework.FrameworkFactory")
                .asSubclass(FrameworkFactory.class)
                .getDeclaredConstructor()
                .newInstance();
        Framework framework = factory.newFramework(Map.of(
                Constants.FRAMEWORK_STORAGE,
                arguments[0],
                Constants.FRAMEWORK_STORAGE_CLEAN,
                Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT));
        framework.init();
        framework.start();
        System.out.println("started");
        framework.stop();
        framework.waitForStop(STOP_MILLIS);
        System.exit(0);
    }
}
