// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.component;

import org.luarium.packages.internal.curator.CatalogueSource;
import org.luarium.packages.internal.curator.Catalogues;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Hears of the catalogues of bundles and configurations. */
@Component(service = CataloguesComponent.class)
public final class CataloguesComponent extends Catalogues {
    @Activate
    public CataloguesComponent() {
        // What it has are references
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, unbind = "removeSource")
    void addSource(CatalogueSource source) {
        put(source);
    }

    void removeSource(CatalogueSource source) {
        take(source);
    }
}
