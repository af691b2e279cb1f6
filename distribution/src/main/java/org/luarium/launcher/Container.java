// SPDX-License-Identifier: Apache-2.0
package org.luarium.launcher;

import java.nio.file.Path;
import java.util.Map;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.startlevel.FrameworkStartLevel;

/** The framework and what is installed in it. */
final class Container {
    private static final int LAST_START_LEVEL = 4;

    private final Framework framework;

    private Container(Framework framework) {
        this.framework = framework;
    }

    static Container create(Path cache) throws BundleException {
        Framework framework = new FrameworkFactory()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE,
                        cache.toString(),
                        Constants.FRAMEWORK_STORAGE_CLEAN,
                        Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT,
                        Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                        "org.slf4j;org.slf4j.event;org.slf4j.helpers;org.slf4j.spi;version=2.0.20",
                        "felix.fileinstall.noInitialDelay",
                        "true",
                        "felix.fileinstall.enableConfigSave",
                        "false"));
        framework.init();
        return new Container(framework);
    }

    void install(BundleFile file) throws BundleException {
        Bundle bundle = framework.getBundleContext().installBundle(file.location());
        bundle.adapt(BundleStartLevel.class).setStartLevel(file.startLevel());
        bundle.start(Bundle.START_ACTIVATION_POLICY);
    }

    void start() throws BundleException {
        framework.start();
        framework.adapt(FrameworkStartLevel.class).setStartLevel(LAST_START_LEVEL);
    }

    /** Waits until the framework stops and returns the exit code of the process. */
    int await() throws InterruptedException {
        return framework.waitForStop(0).getType() == FrameworkEvent.ERROR ? 1 : 0;
    }
}
