// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.component;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.luarium.extension.ExtensionKind;
import org.luarium.extensions.internal.dependency.ClassPaths;
import org.luarium.extensions.internal.dependency.DependencySettings;
import org.luarium.extensions.internal.dependency.RepositoryAddress;
import org.luarium.extensions.internal.host.Extensions;
import org.luarium.extensions.internal.host.JavaStarter;
import org.luarium.extensions.internal.lua.LuaStarter;
import org.luarium.extensions.internal.rpc.Watch;
import org.luarium.isolate.IsolateManager;
import org.luarium.store.Store;
import org.luarium.vm.VmManager;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The extensions of a container. */
@Component(service = ExtensionHostComponent.class, configurationPid = "org.luarium.extensions")
@Designate(ocd = ExtensionHostComponent.Config.class)
public final class ExtensionHostComponent {
    @ObjectClassDefinition(
            name = "Luarium extensions",
            description = "Where extensions are, and where they get their dependencies from.")
    @interface Config {
        @AttributeDefinition(
                name = "Repositories",
                description =
                        "Maven repositories, as id=address with file:, http: or https:. None is asked that is not named here.")
        String[] repositories() default {};

        @AttributeDefinition(name = "Offline", description = "Whether to ask no repository for what is not there yet.")
        boolean offline() default false;

        @AttributeDefinition(name = "Patience", description = "Seconds that a repository may be silent.")
        int patience() default 30;

        @AttributeDefinition(
                name = "Longest",
                description = "Seconds that it may take to get all dependencies of an extension.")
        int longest() default 300;

        @AttributeDefinition(
                name = "Folder",
                description =
                        "A folder that has a folder for each extension, with extension.properties and jars; empty for"
                                + " the folder extensions of Luarium's home.")
        String folder() default "";

        @AttributeDefinition(name = "Poll", description = "Milliseconds after which the folder is looked at again.")
        int poll() default 1000;
    }

    private final Watch watch = new Watch();
    private final ServiceGrants grants;
    private final ServiceRegistrar registrar;
    private final Extensions extensions;

    @Activate
    public ExtensionHostComponent(
            BundleContext context,
            @Reference IsolateManager isolates,
            @Reference VmManager vms,
            @Reference Store store,
            Config config) {
        grants = new ServiceGrants(context);
        registrar = new ServiceRegistrar(context);
        DependencySettings settings = DependencySettings.defaults()
                .withRepositories(Stream.of(config.repositories())
                        .map(RepositoryAddress::parse)
                        .toList())
                .withOffline(config.offline())
                .withPatience(Duration.ofSeconds(config.patience()), Duration.ofSeconds(config.longest()));
        JavaStarter java = new JavaStarter(
                isolates::start,
                new ClassPaths(store, ExtensionFolders.home(context, "dependencies"), settings),
                grants,
                watch,
                ExtensionFolders.run(context, "extensions"));
        LuaStarter lua = new LuaStarter(vms, grants);
        extensions = new Extensions(
                Map.of(ExtensionKind.JAVA, java, ExtensionKind.LUA, lua),
                registrar,
                Clock.systemUTC(),
                isolates::diagnose);
    }

    Extensions extensions() {
        return extensions;
    }

    @Deactivate
    void close() {
        extensions.close();
        watch.close();
        grants.close();
    }
}
