// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.component;

import java.util.ArrayList;
import java.util.Dictionary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.luarium.extensions.internal.host.LoadedExtension;
import org.luarium.extensions.internal.host.Registrar;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes OSGi services of extensions, with the properties that the specification of remote services has for what lives elsewhere. Thread-safe. */
final class ServiceRegistrar implements Registrar {
    private static final Logger log = LoggerFactory.getLogger(ServiceRegistrar.class);

    private final BundleContext context;
    private final Map<LoadedExtension, List<ServiceRegistration<?>>> registrations = new ConcurrentHashMap<>();

    ServiceRegistrar(BundleContext context) {
        this.context = context;
    }

    @Override
    public void publish(LoadedExtension extension) {
        Dictionary<String, Object> properties = properties(extension);
        List<ServiceRegistration<?>> known = registrations.get(extension);
        if (known != null && known.size() == extension.spec().interfaces().size()) {
            known.forEach(each -> each.setProperties(properties));
            return;
        }
        withdraw(extension);
        List<ServiceRegistration<?>> made = new ArrayList<>();
        registrations.put(extension, made);
        for (Class<?> type : extension.spec().interfaces()) {
            made.add(context.registerService(type.getName(), extension.service(type), properties));
        }
    }

    private static Dictionary<String, Object> properties(LoadedExtension extension) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("service.imported", true);
        properties.put("service.imported.configs", new String[] {"luarium.extension"});
        properties.put("service.intents", new String[] {"osgi.basic", "osgi.async"});
        properties.put("luarium.extension", extension.name());
        properties.put("luarium.extension.generation", extension.generation());
        properties.put("luarium.extension.kind", extension.spec().kind().name().toLowerCase(Locale.ROOT));
        properties.put("luarium.extension.isolated", extension.spec().isolated());
        return FrameworkUtil.asDictionary(properties);
    }

    @Override
    public void withdraw(LoadedExtension extension) {
        List<ServiceRegistration<?>> known = registrations.remove(extension);
        if (known != null) {
            for (ServiceRegistration<?> each : known) {
                try {
                    each.unregister();
                } catch (IllegalStateException e) {
                    log.debug("The framework has unregistered it already", e);
                }
            }
        }
    }
}
