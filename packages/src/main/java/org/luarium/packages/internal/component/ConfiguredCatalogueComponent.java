// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.component;

import org.luarium.packages.internal.curator.CatalogueSource;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** A catalogue that exists as long as its configuration does. */
@Component(
        service = ConfiguredCatalogueComponent.class,
        immediate = true,
        configurationPid = "org.luarium.packages.catalogue",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = ConfiguredCatalogueComponent.Config.class, factory = true)
public final class ConfiguredCatalogueComponent {
    /** The settings of one catalogue. */
    @ObjectClassDefinition(
            name = "Luarium package catalogue",
            description = "Packages that matter, and profiles of packages that go together.")
    @interface Config {
        @AttributeDefinition(
                name = "Name",
                description = "1 to 64 of a-z 0-9 . _ -, the first a letter or digit; not that of another catalogue.")
        String name() default "";

        @AttributeDefinition(
                name = "Catalogue",
                description =
                        "The catalogue as JSON: an object with format 1, origins, rocks and profiles. If anything of it"
                                + " is wrong, or is in another catalogue, all of it is left out.")
        String catalogue() default "";
    }

    private final ServiceRegistration<CatalogueSource> registration;

    @Activate
    public ConfiguredCatalogueComponent(BundleContext context, Config config) {
        registration = context.registerService(
                CatalogueSource.class, CatalogueSource.of(config.name(), config.catalogue()), null);
    }

    @Deactivate
    void close() {
        registration.unregister();
    }
}
