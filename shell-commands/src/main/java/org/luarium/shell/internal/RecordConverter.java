// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import org.apache.felix.service.command.Converter;
import org.jspecify.annotations.Nullable;
import org.luarium.extension.Extension;
import org.luarium.extension.ExtensionInfo;
import org.luarium.network.NetworkTaskInfo;
import org.luarium.packages.AvailableRock;
import org.luarium.packages.CatalogueEntry;
import org.luarium.packages.Environment;
import org.luarium.packages.InstalledRock;
import org.luarium.packages.PackageProfile;
import org.luarium.packages.ProfileInstallation;
import org.luarium.packages.Recommendation;
import org.luarium.packages.RepositoryInfo;
import org.luarium.packages.RockInfo;
import org.luarium.session.SessionInfo;
import org.luarium.shell.internal.view.Views;
import org.luarium.store.Realization;
import org.luarium.vm.Vm;
import org.luarium.vm.VmInfo;
import org.osgi.service.component.annotations.Component;

/** Prints what the commands return, and lets a VM, a session, a task, an extension, a realization, an environment, a repository or a rock stand where its id is asked for. */
@Component(
        service = Converter.class,
        property = {
            "osgi.converter.classes=org.luarium.vm.VmInfo",
            "osgi.converter.classes=org.luarium.session.SessionInfo",
            "osgi.converter.classes=org.luarium.session.SessionEvent",
            "osgi.converter.classes=org.luarium.vm.EngineInfo",
            "osgi.converter.classes=org.luarium.vm.VmStatistics",
            "osgi.converter.classes=org.luarium.vm.ExecutionResult",
            "osgi.converter.classes=org.luarium.vm.StackProfile",
            "osgi.converter.classes=org.luarium.value.LuaValue",
            "osgi.converter.classes=org.luarium.store.Ref",
            "osgi.converter.classes=org.luarium.store.Realization",
            "osgi.converter.classes=org.luarium.store.Generation",
            "osgi.converter.classes=org.luarium.store.Attempt",
            "osgi.converter.classes=org.luarium.store.CollectReport",
            "osgi.converter.classes=org.luarium.store.VerifyReport",
            "osgi.converter.classes=org.luarium.packages.AvailableRock",
            "osgi.converter.classes=org.luarium.packages.RockInfo",
            "osgi.converter.classes=org.luarium.packages.InstalledRock",
            "osgi.converter.classes=org.luarium.packages.Environment",
            "osgi.converter.classes=org.luarium.packages.EnvironmentGeneration",
            "osgi.converter.classes=org.luarium.packages.EnvironmentChange",
            "osgi.converter.classes=org.luarium.packages.RepositoryInfo",
            "osgi.converter.classes=org.luarium.packages.CatalogueEntry",
            "osgi.converter.classes=org.luarium.packages.PackageProfile",
            "osgi.converter.classes=org.luarium.packages.ProfileAvailability",
            "osgi.converter.classes=org.luarium.packages.ProfileInstallation",
            "osgi.converter.classes=org.luarium.packages.Recommendation",
            "osgi.converter.classes=org.luarium.packages.HealthReport",
            "osgi.converter.classes=org.luarium.network.NetworkTaskInfo",
            "osgi.converter.classes=org.luarium.network.SocketInfo",
            "osgi.converter.classes=org.luarium.network.ChannelInfo",
            "osgi.converter.classes=org.luarium.network.NetworkPolicy",
            "osgi.converter.classes=org.luarium.extension.ExtensionInfo"
        })
public final class RecordConverter implements Converter {
    @Override
    public @Nullable Object convert(Class<?> type, Object value) {
        if (type != String.class && type != CharSequence.class) {
            return null;
        }
        if (value instanceof VmInfo info) {
            return info.id();
        }
        if (value instanceof SessionInfo info) {
            return info.id();
        }
        if (value instanceof NetworkTaskInfo task) {
            return task.vm();
        }
        if (value instanceof ExtensionInfo info) {
            return info.name();
        }
        if (value instanceof Extension extension) {
            return extension.name();
        }
        if (value instanceof Realization realization) {
            return realization.ref().toString();
        }
        return value instanceof Vm vm ? vm.id() : packageName(value);
    }

    private static @Nullable String packageName(Object value) {
        if (value instanceof Environment environment) {
            return environment.name();
        }
        if (value instanceof RepositoryInfo repository) {
            return repository.name();
        }
        if (value instanceof AvailableRock rock) {
            return rock.name().text();
        }
        if (value instanceof RockInfo info) {
            return info.rock().name().text();
        }
        return value instanceof InstalledRock rock ? rock.name().text() : curated(value);
    }

    private static @Nullable String curated(Object value) {
        if (value instanceof PackageProfile profile) {
            return profile.name();
        }
        if (value instanceof ProfileInstallation made) {
            return made.environment().name();
        }
        if (value instanceof Recommendation recommendation) {
            return recommendation.rock().name().text();
        }
        return value instanceof CatalogueEntry entry ? entry.name().text() : null;
    }

    @Override
    public @Nullable CharSequence format(Object target, int level, Converter others) {
        return switch (level) {
            case INSPECT -> Views.detail(target).orElse(null);
            case LINE -> Views.line(target).orElse(null);
            default -> Views.name(target).orElse(null);
        };
    }
}
