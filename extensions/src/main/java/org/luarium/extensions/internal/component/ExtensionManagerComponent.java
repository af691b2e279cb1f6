// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.component;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.luarium.extension.Extension;
import org.luarium.extension.ExtensionManager;
import org.luarium.extension.ExtensionSpec;
import org.luarium.extensions.internal.descriptor.DescriptorFile;
import org.luarium.extensions.internal.host.Extensions;
import org.luarium.isolate.Diagnosis;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;

/** Gives each bundle the extensions of the container; what a bundle has loaded ends with its use. */
@Component(
        service = ExtensionManager.class,
        scope = ServiceScope.BUNDLE,
        property = Constants.SERVICE_RANKING + ":Integer=" + Integer.MAX_VALUE)
public final class ExtensionManagerComponent implements ExtensionManager {
    private final Extensions extensions;
    private final ContainerTypes types;
    private final Set<Extension> mine = ConcurrentHashMap.newKeySet();

    @Activate
    public ExtensionManagerComponent(BundleContext context, @Reference ExtensionHostComponent host) {
        extensions = host.extensions();
        types = new ContainerTypes(context);
    }

    @Override
    public Extension load(ExtensionSpec spec) {
        mine.removeIf(extension -> extensions.find(extension.name()).orElse(null) != extension);
        Extension extension = extensions.load(spec);
        mine.add(extension);
        return extension;
    }

    @Override
    public Extension load(Path descriptor) {
        try {
            return load(DescriptorFile.spec(descriptor, name -> types.find(name, null)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<Extension> find(String name) {
        return extensions.find(name);
    }

    @Override
    public Extension get(String name) {
        return extensions.get(name);
    }

    @Override
    public List<Extension> list() {
        return extensions.list();
    }

    @Override
    public List<Diagnosis> diagnose() {
        return extensions.diagnose();
    }

    @Deactivate
    void close() {
        extensions.close(List.copyOf(mine));
    }
}
