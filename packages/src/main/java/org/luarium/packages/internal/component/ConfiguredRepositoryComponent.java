// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.component;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.luarium.packages.IndexInfo;
import org.luarium.packages.internal.repository.OwnRepository;
import org.luarium.packages.internal.repository.RepositorySpec;
import org.luarium.packages.internal.web.Rules;
import org.luarium.packages.spi.PackageRepository;
import org.luarium.packages.spi.Release;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** A repository that exists as long as its configuration does. */
@Component(
        service = PackageRepository.class,
        configurationPid = "org.luarium.packages.repository",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = ConfiguredRepositoryComponent.Config.class, factory = true)
public final class ConfiguredRepositoryComponent implements OwnRepository {
    /** The settings of one repository. */
    @ObjectClassDefinition(
            name = "Luarium package repository",
            description = "A place in the format of LuaRocks where packages come from.")
    @interface Config {
        @AttributeDefinition(
                name = "Name",
                description = "1 to 64 of a-z 0-9 . _ -, the first a letter or digit; environments remember it.")
        String name() default "";

        @AttributeDefinition(
                name = "Location",
                description = "The address of the folder with the manifest: https:, file:, or http: if plain http is"
                        + " allowed.")
        String location() default "";

        @AttributeDefinition(
                name = "Priority",
                description = "The higher, the earlier it is asked. A package comes from the first repository that has"
                        + " its name. Bundles and folders have 0.")
        int service_ranking() default 0;

        @AttributeDefinition(
                name = "Plain http",
                description = "Whether it may be read without encryption, so that anybody on the way can change it.")
        boolean plain_http() default false;

        @AttributeDefinition(
                name = "Local",
                description = "Whether its server may be on this machine or in a private network.")
        boolean local() default false;
    }

    private final OwnRepository repository;

    @Activate
    public ConfiguredRepositoryComponent(BundleContext context, Config config) {
        repository = HomeFolder.factory(context)
                .make(new RepositorySpec(
                        config.name(),
                        URI.create(config.location()),
                        config.service_ranking(),
                        config.plain_http(),
                        config.local()));
    }

    @Override
    public String name() {
        return repository.name();
    }

    @Override
    public String location() {
        return repository.location();
    }

    @Override
    public List<Release> releases() throws IOException {
        return repository.releases();
    }

    @Override
    public InputStream open(Release release, String artifact) throws IOException {
        return repository.open(release, artifact);
    }

    @Override
    public List<String> remarks() {
        return repository.remarks();
    }

    @Override
    public Optional<String> problem() {
        return repository.problem();
    }

    @Override
    public Optional<Duration> age() {
        return repository.age();
    }

    @Override
    public Optional<IndexInfo> index() {
        return repository.index();
    }

    @Override
    public Rules rules() {
        return repository.rules();
    }

    @Override
    public void expire() {
        repository.expire();
    }
}
