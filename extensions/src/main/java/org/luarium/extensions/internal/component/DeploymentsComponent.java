// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.component;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.luarium.extensions.internal.descriptor.Deployments;
import org.luarium.extensions.internal.descriptor.Source;
import org.luarium.extensions.internal.host.Extensions;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleListener;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.osgi.service.component.ComponentServiceObjects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** The extensions that something carries: a bundle, a configuration, a folder. It needs the others only when there is one. */
@Component(service = DeploymentsComponent.class)
public final class DeploymentsComponent implements BundleListener, FrameworkListener {
    private final BundleContext context;
    private final ComponentServiceObjects<ExtensionHostComponent> hosts;
    private final ContainerTypes types;
    private final Deployments deployments;
    private @Nullable ExtensionHostComponent host; // guarded by this

    @Activate
    public DeploymentsComponent(
            BundleContext context, @Reference ComponentServiceObjects<ExtensionHostComponent> hosts) {
        this.context = context;
        this.hosts = hosts;
        types = new ContainerTypes(context);
        Path folder = ExtensionFolders.run(context, "extensions").resolve("deployed");
        deployments = new Deployments(this::extensions, ContainerTypes::isCurrent, folder);
        context.addBundleListener(this);
        context.addFrameworkListener(this);
    }

    private synchronized Extensions extensions() {
        ExtensionHostComponent known = host;
        if (known == null) {
            known = hosts.getService();
            if (known == null) {
                throw new IllegalStateException("the container has no host of extensions now; its log says why");
            }
            host = known;
        }
        return known.extensions();
    }

    Class<?> type(String name, @Nullable Bundle first) {
        return types.find(name, first);
    }

    Deployments deployments() {
        return deployments;
    }

    void want(String carrier, Source source) {
        deployments.want(carrier, source);
    }

    void unwant(String carrier) {
        deployments.unwant(carrier, Duration.ZERO);
    }

    @Override
    public void bundleChanged(BundleEvent event) {
        if (event.getType() == BundleEvent.RESOLVED) {
            deployments.lookAgain();
        }
    }

    @Override
    public void frameworkEvent(FrameworkEvent event) {
        if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
            deployments.lookAgain();
        }
    }

    @Deactivate
    void close() {
        context.removeFrameworkListener(this);
        context.removeBundleListener(this);
        deployments.close();
        release();
    }

    private synchronized void release() {
        if (host != null) {
            hosts.ungetService(host);
            host = null;
        }
    }
}
