// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Finds rocks in repositories and puts them into environments. An OSGi service. Thread-safe; changes of one environment happen one after the other, also those of other processes.
 *
 * <p>What fails leaves the environment as it was. Methods that change it throw {@link EnvironmentBusyException} if somebody else changes it for too long,
 * and {@link EnvironmentAccessException} if its files cannot be written.
 */
@ProviderType
public interface PackageManager {
    /**
     * Looks for rocks.
     *
     * @param text a part of the name, in any case; empty for all
     * @return by name
     * @throws RepositoryUnavailableException if a repository cannot be read
     */
    List<AvailableRock> search(String text);

    /**
     * What is known of a rock.
     *
     * @param name of the rock
     * @return what its newest version says; empty if no repository has it
     * @throws RepositoryUnavailableException if the repository cannot be read
     * @throws InvalidRockspecException if its rockspec cannot be used
     */
    Optional<RockInfo> info(RockName name);

    /**
     * Installs rocks with everything they need, together with what is there. Versions that are there already are kept where they fit. An environment that does not exist is made, for the
     * Lua of the default engine.
     *
     * @param environment its name
     * @param requests what to install
     * @return what was changed
     * @throws UnresolvableException if no versions fit together
     * @throws ResolutionLimitException if it takes too long to find some
     * @throws InvalidRockspecException if the rockspec of one cannot be used
     * @throws RockBuildException if one cannot be built
     * @throws ModuleConflictException if two have the same module
     * @throws ModuleLoadException if a module cannot be loaded
     * @throws RepositoryUnavailableException if a repository cannot be read
     */
    default EnvironmentChange install(String environment, List<Dependency> requests) {
        return install(environment, requests, event -> {});
    }

    /**
     * The same, with somebody who hears how far it is.
     *
     * @param environment its name
     * @param requests what to install
     * @param listener hears of each step
     * @return what was changed
     * @throws PackagesException as {@link #install(String, List)}
     */
    EnvironmentChange install(String environment, List<Dependency> requests, InstallListener listener);

    /**
     * Removes rocks, and what was there for them only.
     *
     * @param environment its name
     * @param names which rocks
     * @return what was changed
     * @throws EnvironmentNotFoundException if there is no such environment
     * @throws RockNotInstalledException if one is not in it
     * @throws RockInUseException if one that stays needs one of them
     */
    EnvironmentChange remove(String environment, Collection<RockName> names);

    /**
     * Takes the newest versions that fit together.
     *
     * @param environment its name
     * @param names which rocks; the others keep their version where that fits; empty for all
     * @return what was changed
     * @throws EnvironmentNotFoundException if there is no such environment
     * @throws RockNotInstalledException if one is not in it
     * @throws PackagesException as {@link #install(String, List)}
     */
    default EnvironmentChange update(String environment, Collection<RockName> names) {
        return update(environment, names, event -> {});
    }

    /**
     * The same, with somebody who hears how far it is.
     *
     * @param environment its name
     * @param names which rocks; empty for all
     * @param listener hears of each step
     * @return what was changed
     * @throws PackagesException as {@link #update(String, Collection)}
     */
    EnvironmentChange update(String environment, Collection<RockName> names, InstallListener listener);

    /**
     * What is installed.
     *
     * @param environment its name
     * @return by name
     * @throws EnvironmentNotFoundException if there is no such environment
     */
    List<InstalledRock> list(String environment);

    /**
     * Why a rock is in an environment.
     *
     * @param environment its name
     * @param name of the rock
     * @return a shortest way from a rock that was asked for to this one, both included
     * @throws EnvironmentNotFoundException if there is no such environment
     * @throws RockNotInstalledException if it is not in it
     */
    List<InstalledRock> why(String environment, RockName name);
}
