// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.component;

import java.io.File;
import java.nio.file.Path;
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
    @ObjectClassDefinition(name = "Luarium extensions", description = "Where extensions get their dependencies from.")
    @interface Config {
        @AttributeDefinition(
                name = "Repositories",
                description = "Maven repositories, as id=address with file:, http: or https:.")
        String[] repositories() default {"central=https://repo.maven.apache.org/maven2"};

        @AttributeDefinition(name = "Offline", description = "Whether to ask no repository for what is not there yet.")
        boolean offline() default false;

        @AttributeDefinition(name = "Patience", description = "Seconds that a repository may be silent.")
        int patience() default 30;

        @AttributeDefinition(
                name = "Longest",
                description = "Seconds that it may take to get all dependencies of an extension.")
        int longest() default 300;
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
                new ClassPaths(store, folder(context, "luarium.home"), settings),
                grants,
                watch,
                folder(context, "luarium.run"));
        LuaStarter lua = new LuaStarter(vms, grants);
        extensions =
                new Extensions(Map.of(ExtensionKind.JAVA, java, ExtensionKind.LUA, lua), registrar, Clock.systemUTC());
    }

    /** A folder of this bundle: below one of Luarium's or, where there is none, in the bundle's own storage. */
    private static Path folder(BundleContext context, String property) {
        String home = context.getProperty(property);
        if (home != null) {
            return Path.of(home).toAbsolutePath().resolve("extensions");
        }
        File storage = context.getDataFile(property);
        if (storage == null) {
            throw new IllegalStateException("this container gives bundles no storage; set the property " + property);
        }
        return storage.toPath().toAbsolutePath();
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
