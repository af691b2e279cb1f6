// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.component;

import java.util.Locale;
import org.luarium.isolate.Confinement;
import org.luarium.isolate.Profile;
import org.luarium.vm.Vm;
import org.luarium.vm.VmConfig;
import org.luarium.vm.VmManager;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** A VM that exists as long as its configuration does. */
@Component(
        service = ConfiguredVmComponent.class,
        immediate = true,
        configurationPid = "org.luarium.vm.instance",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = ConfiguredVmComponent.Config.class, factory = true)
public final class ConfiguredVmComponent {
    /** The settings of one VM. */
    @ObjectClassDefinition(name = "Luarium VM", description = "A VM that exists from the start of the container.")
    @interface Config {
        @AttributeDefinition(name = "Id", description = "1 to 64 of A-Z a-z 0-9 . _ -")
        String id() default VmConfig.DEFAULT_ID;

        @AttributeDefinition(name = "Engine", description = "As in vm:create --engine; empty for the default.")
        String engine() default "";

        @AttributeDefinition(
                name = "Profile",
                description = "What it may do.",
                options = {@Option("trusted"), @Option("standard"), @Option("untrusted")})
        String profile() default "standard";

        @AttributeDefinition(
                name = "Environment",
                description = "The packages it sees, as in vm:create --environment; empty for the default.")
        String environment() default "";

        @AttributeDefinition(name = "Networked", description = "Whether it may use the network.")
        boolean networked() default false;

        @AttributeDefinition(name = "Debug", description = "Whether it logs debug output.")
        boolean debug() default false;

        @AttributeDefinition(name = "Start code", description = "Lua code to run once when it exists.")
        String code() default "";
    }

    private final Vm vm;

    @Activate
    public ConfiguredVmComponent(Config config, @Reference VmManager manager) {
        VmConfig.Builder wanted = VmConfig.builder(config.id())
                .engine(config.engine())
                .networked(config.networked())
                .debug(config.debug())
                .confinement(Confinement.of(Profile.valueOf(config.profile().toUpperCase(Locale.ROOT))));
        if (!config.environment().isEmpty()) {
            wanted.environment(config.environment());
        }
        vm = manager.create(wanted.build());
        if (!config.code().isEmpty()) {
            try {
                vm.execute(config.code()).orThrow();
            } catch (RuntimeException e) {
                vm.close();
                throw e;
            }
        }
    }

    @Deactivate
    void close() {
        vm.close();
    }
}
