// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.component;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.luarium.store.Store;
import org.luarium.store.internal.Settings;
import org.luarium.store.internal.StoreImpl;
import org.luarium.store.internal.exchange.ExchangeSettings;
import org.luarium.store.spi.BuildRunner;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The store of a container, opened when somebody asks for it, in a folder that all processes of one home share. */
@Component(service = Store.class, configurationPid = "org.luarium.store")
@Designate(ocd = StoreComponent.Config.class)
public final class StoreComponent extends StoreImpl {
    private static final int MOST_JOBS = 1_000;
    /** What a build step may have. */
    private static final Duration LONGEST_TIME = Duration.ofDays(7);

    /** Where the store is, and how it builds. */
    @ObjectClassDefinition(
            name = "Luarium store",
            description = "Where the store keeps its objects, and how it builds.")
    @interface Config {
        @AttributeDefinition(
                name = "Folder",
                description = "An absolute path. Empty: the folder store of Luarium's home or, where there is none, of"
                        + " the storage that the container gives to the bundle.")
        String root() default "";

        @AttributeDefinition(
                name = "Jobs",
                description = "How many builds run at once, 1 to 1000; 0 for as many as there are processors.")
        int jobs() default 0;

        @AttributeDefinition(
                name = "Program time",
                description = "How long one program of a build may run: a duration such as PT1H, at most 7 days.")
        String program_time() default "PT1H";

        @AttributeDefinition(
                name = "Caches",
                description = "Addresses of binary caches, http, https or file, asked in this order before something"
                        + " is built.")
        String[] caches() default {};

        @AttributeDefinition(
                name = "Trusted keys",
                description = "Public keys whose signatures are believed, each as name:base64.")
        String[] trusted_keys() default {};

        @AttributeDefinition(name = "Unsigned", description = "Whether binary caches are believed without a signature.")
        boolean unsigned() default false;

        @AttributeDefinition(
                name = "Signing key",
                description = "The absolute path of a private key that signs what is published and exported. Empty:"
                        + " nothing is signed.")
        String signing_key() default "";
    }

    private final AtomicReference<BuildRunner> runner;

    @Activate
    public StoreComponent(BundleContext context, Config config) {
        this(context, config, new AtomicReference<>());
    }

    private StoreComponent(BundleContext context, Config config, AtomicReference<BuildRunner> runner) {
        super(folder(context, config.root()), settings(config, runner));
        this.runner = runner;
    }

    /** Build steps are confined from the moment on when there is somebody who can. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void setRunner(BuildRunner newRunner) {
        runner.set(newRunner);
    }

    void unsetRunner(BuildRunner oldRunner) {
        runner.compareAndSet(oldRunner, null);
    }

    private static Path folder(BundleContext context, String root) {
        if (!root.isEmpty()) {
            Path path = Path.of(root);
            if (!path.isAbsolute()) {
                throw new IllegalArgumentException("root of org.luarium.store is " + root + "; give an absolute path");
            }
            return path;
        }
        String home = context.getProperty("luarium.home");
        if (home != null) {
            return Path.of(home).toAbsolutePath().resolve("store");
        }
        File storage = context.getDataFile("store");
        if (storage == null) {
            throw new IllegalStateException(
                    "this container gives bundles no storage; set root of org.luarium.store or the property luarium.home");
        }
        return storage.toPath().toAbsolutePath();
    }

    private static Settings settings(Config config, AtomicReference<BuildRunner> runner) {
        int jobs = config.jobs();
        if (jobs < 0 || jobs > MOST_JOBS) {
            throw new IllegalArgumentException("jobs of org.luarium.store is " + jobs + "; give 0 to " + MOST_JOBS);
        }
        return new Settings(
                        jobs == 0 ? Runtime.getRuntime().availableProcessors() : jobs,
                        time(config.program_time()),
                        InstantSource.system(),
                        () -> Optional.ofNullable(runner.get()))
                .withExchange(ExchangeSettings.parse(
                        List.of(config.caches()),
                        List.of(config.trusted_keys()),
                        config.unsigned(),
                        config.signing_key()));
    }

    private static Duration time(String text) {
        try {
            Duration time = Duration.parse(text);
            if (!time.isZero() && !time.isNegative() && time.compareTo(LONGEST_TIME) <= 0) {
                return time;
            }
        } catch (DateTimeParseException e) {
            // said below
        }
        throw new IllegalArgumentException(
                "program_time of org.luarium.store is '" + text + "'; give a duration such as PT1H, at most 7 days");
    }

    @Deactivate
    @Override
    public void close() {
        super.close();
    }
}
