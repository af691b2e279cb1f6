// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.component;

import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** An extension that is loaded as long as its configuration exists, and reloaded when it changes. */
@Component(
        service = ConfiguredExtensionComponent.class,
        immediate = true,
        configurationPid = "org.luarium.extension",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = ConfiguredExtensionComponent.Config.class, factory = true)
public final class ConfiguredExtensionComponent {
    /** The keys, for tools: what is read are the properties themselves, since a key that is left out means something. */
    @ObjectClassDefinition(
            name = "Luarium extension",
            description =
                    "An extension. What it should look up about its task are further keys that begin with settings.")
    @interface Config {
        @AttributeDefinition(required = false, description = "Its name; else what follows ~ in the PID.")
        String name();

        @AttributeDefinition(
                required = false,
                description = "What it is written in.",
                options = {@Option("java"), @Option("lua")})
        String kind() default "java";

        @AttributeDefinition(required = false, description = "Interfaces that it is published under.")
        String[] interfaces();

        @AttributeDefinition(
                required = false,
                description = "The main class of an extension in Java; the module of one in Lua.")
        String main();

        @AttributeDefinition(required = false, description = "Absolute paths of jars.")
        String[] jars();

        @AttributeDefinition(required = false, description = "Dependencies, as group:artifact:version.")
        String[] dependencies();

        @AttributeDefinition(required = false, description = "Interfaces of services that it may call.")
        String[] grants();

        @AttributeDefinition(
                required = false,
                description = "The environment of packages that an extension in Lua sees.")
        String environment();

        @AttributeDefinition(required = false, description = "The interpreter of an extension in Lua.")
        String engine();

        @AttributeDefinition(required = false, description = "Whether it has a process of its own.")
        boolean isolated() default true;

        @AttributeDefinition(
                required = false,
                description = "How strictly its confinement is meant.",
                options = {@Option("required"), @Option("preferred"), @Option("off")})
        String mode() default "required";

        @AttributeDefinition(required = false, description = "Whether it may use the network.")
        boolean network() default false;

        @AttributeDefinition(required = false, description = "Absolute paths that it may read.")
        String[] readable();

        @AttributeDefinition(required = false, description = "Absolute paths that it may write to.")
        String[] writable();

        @AttributeDefinition(required = false, description = "Its memory, such as 64M.")
        String memory() default "64M";

        @AttributeDefinition(required = false, description = "Memory that it may share with the host, such as 1G.")
        String shared() default "1G";

        @AttributeDefinition(required = false, description = "The size of its private folder, such as 32M.")
        String scratch() default "32M";

        @AttributeDefinition(required = false, description = "How many processes and threads it may have.")
        int processes() default 128;

        @AttributeDefinition(required = false, description = "How many files it may have open.")
        int openFiles() default 1024;

        @AttributeDefinition(required = false, description = "The largest message, such as 16M.")
        String frame() default "16M";

        @AttributeDefinition(required = false, description = "How many calls may be under way.")
        int callsInFlight() default 1024;

        @AttributeDefinition(required = false, description = "How many calls it serves at once.")
        int threads() default 64;

        @AttributeDefinition(required = false, description = "How long a call may take, such as 30s.")
        String callTime() default "30s";

        @AttributeDefinition(required = false, description = "How long its start may take, such as 10s.")
        String startTime() default "10s";

        @AttributeDefinition(required = false, description = "How long its end may take, such as 3s.")
        String stopTime() default "3s";

        @AttributeDefinition(
                required = false,
                description = "When it is started again after its process has ended.",
                options = {@Option("never"), @Option("on-failure"), @Option("on-demand")})
        String restart() default "on-failure";

        @AttributeDefinition(required = false, description = "Whether an event that nobody hears is an error.")
        boolean strictEvents() default false;
    }

    private final DeploymentsComponent deployments;
    private final ContainerTypes types;
    private final String carrier;

    @Activate
    public ConfiguredExtensionComponent(
            BundleContext context, Map<String, Object> properties, @Reference DeploymentsComponent deployments) {
        this.deployments = deployments;
        types = new ContainerTypes(context);
        carrier = "configuration " + properties.get("service.pid");
        change(properties);
    }

    @Modified
    void change(Map<String, Object> properties) {
        deployments.want(carrier, ConfigurationSource.of(properties, types));
    }

    @Deactivate
    void close() {
        deployments.unwant(carrier);
    }
}
