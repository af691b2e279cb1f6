// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.component;

import java.util.Map;
import org.luarium.packages.RepositoryManager;
import org.luarium.packages.internal.repository.Repositories;
import org.luarium.packages.spi.PackageRepository;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Hears of the repositories that are services; their ranking is their priority. */
@Component(service = {RepositoryManager.class, RepositoryManagerComponent.class})
public final class RepositoryManagerComponent extends Repositories {
    @Activate
    public RepositoryManagerComponent(BundleContext context) {
        super(HomeFolder.repositories(context), HomeFolder.factory(context));
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            unbind = "removeRepository",
            updated = "addRepository")
    void addRepository(PackageRepository repository, Map<String, Object> properties) {
        put(repository, properties.get(Constants.SERVICE_RANKING) instanceof Integer ranking ? ranking : 0);
    }

    void removeRepository(PackageRepository repository) {
        take(repository);
    }
}
