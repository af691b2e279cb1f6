// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.component;

import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.luarium.extensions.internal.descriptor.FolderWatch;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads the extensions of a folder, and follows what happens there. */
@Component(service = ExtensionFolderComponent.class, immediate = true, configurationPid = "org.luarium.extensions")
public final class ExtensionFolderComponent {
    private static final Logger log = LoggerFactory.getLogger(ExtensionFolderComponent.class);
    private static final int SHORTEST = 10;
    private static final int END_SECONDS = 10;

    /** What {@link ExtensionHostComponent} describes. */
    @interface Config {
        String folder() default "";

        int poll() default 1000;
    }

    private final FolderWatch watch;
    private final ScheduledExecutorService thread;

    @Activate
    public ExtensionFolderComponent(BundleContext context, @Reference DeploymentsComponent deployments, Config config) {
        Path folder = config.folder().isEmpty()
                ? ExtensionFolders.home(context, "extensions")
                : Path.of(config.folder()).toAbsolutePath();
        ContainerTypes types = new ContainerTypes(context);
        watch = new FolderWatch(folder, name -> types.find(name, null), deployments.deployments());
        thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, "luarium-extension-folder");
            made.setDaemon(true);
            return made;
        });
        Future<?> unused =
                thread.scheduleWithFixedDelay(this::look, 0, Math.max(SHORTEST, config.poll()), TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            watch.look();
        } catch (RuntimeException e) {
            log.error("Looking for extensions failed", e);
        }
    }

    @Deactivate
    void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
                log.warn("Looking for extensions takes longer than {} s", END_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        watch.close();
    }
}
