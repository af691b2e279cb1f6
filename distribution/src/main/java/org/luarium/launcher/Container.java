// SPDX-License-Identifier: Apache-2.0
package org.luarium.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.apache.felix.framework.FrameworkFactory;
import org.luarium.launcher.log.Log;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Filter;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.util.tracker.ServiceTracker;
import org.slf4j.event.Level;

/** The framework and what is installed in it. */
final class Container {
    private static final long SERVICE_WAIT_MILLIS = TimeUnit.SECONDS.toMillis(10);

    private final Framework framework;

    private Container(Framework framework) {
        this.framework = framework;
    }

    static Container create(Map<String, Object> settings) throws LauncherException {
        // Felix takes objects among its settings, which the type in the OSGi specification does not tell.
        @SuppressWarnings({"unchecked", "rawtypes"})
        Map<String, String> untyped = (Map) settings;
        Framework framework = new FrameworkFactory().newFramework(untyped);
        try {
            framework.init();
        } catch (BundleException e) {
            throw failure(e);
        }
        return new Container(framework);
    }

    /** Starts only what a request needs, without going through the start levels. */
    void startNow(List<BundleFile> files, Configurations configurations) throws LauncherException {
        try {
            List<Bundle> bundles = install(files, false);
            framework.start();
            for (Bundle bundle : bundles) {
                bundle.start(Bundle.START_TRANSIENT | Bundle.START_ACTIVATION_POLICY);
                if (Configurations.BUNDLE.equals(bundle.getSymbolicName())) {
                    configurations.give(bundle);
                }
            }
        } catch (BundleException e) {
            throw failure(e);
        }
    }

    void startByLevels(List<BundleFile> files) throws LauncherException {
        try {
            for (Bundle bundle : install(files, true)) {
                bundle.start(Bundle.START_ACTIVATION_POLICY);
            }
            framework.getBundleContext().addFrameworkListener(Container::log);
            framework.start();
        } catch (BundleException e) {
            throw failure(e);
        }
    }

    private List<Bundle> install(List<BundleFile> files, boolean levels) throws BundleException {
        BundleContext context = framework.getBundleContext();
        List<Bundle> bundles = new ArrayList<>();
        for (BundleFile file : files) {
            Bundle bundle = context.installBundle(file.location());
            if (levels) {
                bundle.adapt(BundleStartLevel.class).setStartLevel(file.startLevel());
            }
            bundles.add(bundle);
        }
        // At once: each resolution by itself considers the whole system again.
        framework.adapt(FrameworkWiring.class).resolveBundles(bundles);
        return bundles;
    }

    /** Hands a request to the bundle that serves its kind. */
    int serve(String kind, Map<String, Object> request) throws LauncherException, InterruptedException {
        ServiceTracker<?, ToIntFunction<Map<String, Object>>> tracker =
                new ServiceTracker<>(framework.getBundleContext(), filter(kind), null);
        tracker.open();
        try {
            ToIntFunction<Map<String, Object>> service = tracker.waitForService(SERVICE_WAIT_MILLIS);
            if (service == null) {
                throw new LauncherException("the service for " + kind + " did not start; the log may say why", null);
            }
            return service.applyAsInt(request);
        } finally {
            tracker.close();
        }
    }

    private Filter filter(String kind) {
        try {
            return framework
                    .getBundleContext()
                    .createFilter(
                            "(&(objectClass=" + ToIntFunction.class.getName() + ")(luarium.requests=" + kind + "))");
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException(kind, e);
        }
    }

    /** Waits until somebody stops the framework. */
    void await() throws InterruptedException {
        framework.waitForStop(0);
    }

    /** Bounded; what does not stop in time ends with the process. */
    void stop(long millis) {
        try {
            framework.stop();
            framework.waitForStop(millis);
        } catch (BundleException e) {
            Log.write("org.luarium.launcher", Level.WARN, "the framework did not stop", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void log(FrameworkEvent event) {
        if (event.getType() == FrameworkEvent.ERROR) {
            Log.write("org.luarium.launcher", Level.ERROR, event.getBundle() + " failed", event.getThrowable());
        }
    }

    private static LauncherException failure(BundleException e) {
        return new LauncherException("a bundle did not start: " + e.getMessage(), e);
    }
}
