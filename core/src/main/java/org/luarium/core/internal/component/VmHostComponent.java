// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.component;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.luarium.core.internal.build.Builds;
import org.luarium.core.internal.confine.JobPlanner;
import org.luarium.core.internal.confine.Sandbox;
import org.luarium.core.internal.confine.Tier;
import org.luarium.core.internal.engine.EngineCatalog;
import org.luarium.core.internal.process.Folders;
import org.luarium.core.internal.process.Launchers;
import org.luarium.core.internal.process.LinkKind;
import org.luarium.core.internal.program.ProgramHost;
import org.luarium.core.internal.root.RootStore;
import org.luarium.core.internal.vm.BootScript;
import org.luarium.core.internal.vm.HostConfig;
import org.luarium.core.internal.vm.ProcessFactory;
import org.luarium.core.internal.vm.VmHost;
import org.luarium.vm.VmLogger;
import org.luarium.vm.spi.VmCustomizer;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Holds what all VMs share. */
@Component(service = VmHostComponent.class, configurationPid = "org.luarium.vm")
@Designate(ocd = VmHostComponent.Config.class)
public final class VmHostComponent {
    /** The settings of all VMs. */
    @ObjectClassDefinition(name = "Luarium VMs", description = "What holds for all VMs of this container.")
    @interface Config {
        @AttributeDefinition(
                name = "Engine",
                description = "Interpreter of VMs that name none: a name from vm:engines, a version such as 5.4,"
                        + " a path, or empty for the best there is.")
        String engine() default "";

        @AttributeDefinition(
                name = "Pool size",
                description = "How many processes wait ready for each kind of VM that was created before;"
                        + " 0 starts each process when it is needed.")
        int pool_size() default 0;

        @AttributeDefinition(
                name = "Workers",
                description = "Threads for host functions, output listeners and completions of asynchronous calls;"
                        + " a change takes effect at the next start.")
        int workers() default 16;

        @AttributeDefinition(name = "Debug", description = "Whether all VMs log debug output.")
        boolean debug() default false;

        @AttributeDefinition(
                name = "Link",
                description = "How processes talk to this JVM; auto takes FIFOs where the platform has them;"
                        + " a change takes effect at the next start.",
                options = {@Option("auto"), @Option("fifo"), @Option("stdio")})
        String link() default "auto";

        @AttributeDefinition(
                name = "Environment wait (s)",
                description = "How long a new VM waits for the bundle that provides its environment.")
        int environment_wait() default 5;

        @AttributeDefinition(
                name = "Sandbox tier",
                description =
                        "The best way of keeping files from isolates that may be used; a lower one finds out what a"
                                + " machine without namespaces offers. A change takes effect at the next start.",
                options = {@Option("namespaces"), @Option("landlock"), @Option("limits")})
        String sandbox_tier() default "namespaces";

        @AttributeDefinition(
                name = "First user",
                description = "The first of the 65,536 user ids that isolates get where the JVM runs as root;"
                        + " a change takes effect at the next start.")
        int first_user() default 700_000;
    }

    private final CopyOnWriteArrayList<VmCustomizer> customizers = new CopyOnWriteArrayList<>();
    private final VmServices services;
    private final Path runFolder;
    private final VmHost host;
    private final Builds builds;
    private final ProgramHost programs;

    @Activate
    public VmHostComponent(BundleContext context, Config config) throws IOException {
        Folder folder = new Folder(context);
        runFolder = folder.run();
        services = new VmServices(context);
        Launchers.Chosen launcher =
                Launchers.choose(LinkKind.valueOf(config.link().toUpperCase(Locale.ROOT)), runFolder);
        Sandbox sandbox = new Sandbox(
                launcher.launcher(),
                launcher.limitsMemory(),
                new RootStore(folder.roots()),
                runFolder.resolve("sandbox"),
                Tier.valueOf(config.sandbox_tier().toUpperCase(Locale.ROOT)),
                config.first_user());
        sandbox.prepare();
        JobPlanner planner = new JobPlanner(sandbox, runFolder.resolve("jobs"));
        builds = new Builds(launcher.launcher(), planner);
        programs = new ProgramHost(launcher.launcher(), planner);
        String path = System.getenv("PATH");
        host = new VmHost(
                hostConfig(config),
                new EngineCatalog(folder.engines(), path == null ? "" : path),
                new ProcessFactory(launcher.launcher(), new BootScript(runFolder), sandbox),
                customizers,
                services);
        launcher.launcher().keepers(folder.keepers()).ifPresent(host::adopt);
        host.prepare();
    }

    /** Applies to VMs created from now on; a change of link or workers waits for the next start of the bundle. */
    @Modified
    void modified(Config config) {
        host.configure(hostConfig(config));
    }

    private static HostConfig hostConfig(Config config) {
        return new HostConfig(
                config.engine(),
                Math.max(0, config.pool_size()),
                Math.max(2, config.workers()),
                config.debug() || VmLogger.debugByEnvironment(),
                Duration.ofSeconds(Math.max(0, config.environment_wait())));
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addCustomizer(VmCustomizer customizer) {
        customizers.add(customizer);
        host.customizable(customizer);
    }

    void removeCustomizer(VmCustomizer customizer) {
        customizers.remove(customizer);
    }

    VmHost host() {
        return host;
    }

    Builds builds() {
        return builds;
    }

    ProgramHost programs() {
        return programs;
    }

    @Deactivate
    void close() {
        programs.close();
        builds.close();
        host.close();
        services.close();
        Folders.delete(runFolder);
    }
}
