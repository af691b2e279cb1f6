// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Knows which rocks matter, which go together, and how well an environment is. An OSGi service. Thread-safe.
 *
 * <p>What it knows is data: Luarium's own catalogue, and those that bundles with the header
 * {@code Luarium-Catalogue: <file>} and configurations of the factory PID {@code org.luarium.packages.catalogue} add as
 * long as they are there. No catalogue can change what another one has; one that cannot be used is left out as a whole.
 *
 * <p>Names of profiles. The Python library has three sets of profiles, which disagree on names. Those of its environment
 * manager, which its commands take, have the plain names here: {@code minimal}, {@code standard}, {@code full},
 * {@code development}, {@code production} and {@code networking}. Those of its manifest are {@code manifest-minimal},
 * {@code manifest-standard} and {@code manifest-full}; those of its client are {@code client-minimal},
 * {@code client-standard}, {@code client-full} and {@code client-development}, and, as nothing else has these names,
 * {@code network} and {@code bioxen-minimal}, {@code -standard}, {@code -full}, {@code -ai} and {@code -radio}. The
 * profile {@code luarium} has the rocks that come with Luarium.
 *
 * <p>A name of an environment that cannot be one, and a Lua that is none, are {@link IllegalArgumentException}s.
 */
@ProviderType
public interface Curator {
    /**
     * Which rocks it knows.
     *
     * @return a snapshot, by name
     */
    List<CatalogueEntry> catalogue();

    /**
     * What it knows of a rock.
     *
     * @param name of the rock
     * @return the entry, if there is one
     */
    Optional<CatalogueEntry> find(RockName name);

    /**
     * Which profiles there are.
     *
     * @return a snapshot, by name
     */
    List<PackageProfile> profiles();

    /**
     * Which profiles there are for something.
     *
     * @param category such as {@code biology}
     * @return a snapshot, by name
     */
    default List<PackageProfile> profiles(String category) {
        return profiles().stream()
                .filter(profile -> profile.category().equals(category))
                .toList();
    }

    /**
     * Looks a profile up.
     *
     * @param name of the profile
     * @return the profile, if there is one
     */
    Optional<PackageProfile> findProfile(String name);

    /**
     * The profile of a name.
     *
     * @param name of the profile
     * @return the profile
     * @throws ProfileNotFoundException if there is none
     */
    default PackageProfile profile(String name) {
        return findProfile(name)
                .orElseThrow(() -> new ProfileNotFoundException(
                        name, profiles().stream().map(PackageProfile::name).toList()));
    }

    /**
     * What of a profile can be installed now. Asks the repositories, and reads the rockspecs of what it would choose.
     *
     * @param profile its name
     * @param dialect for which Lua: {@code 5.1} to {@code 5.4}, or empty for that of the default engine
     * @return rock by rock
     * @throws ProfileNotFoundException if there is no such profile
     */
    ProfileAvailability availability(String profile, String dialect);

    /**
     * Makes an environment with everything that is in a profile, or changes nothing.
     *
     * @param environment its name
     * @param profile the name of the profile
     * @param dialect for which Lua: {@code 5.1} to {@code 5.4}, or empty for that of the default engine
     * @return the environment, and from where everything came
     * @throws ProfileNotFoundException if there is no such profile
     * @throws ProfileUnavailableException if something of it cannot be had; it tells from where that would come
     * @throws EnvironmentAlreadyExistsException if there is such an environment
     * @throws PackagesException as {@link PackageManager#install}
     */
    default ProfileInstallation bootstrap(String environment, String profile, String dialect) {
        return bootstrap(environment, profile, dialect, event -> {});
    }

    /**
     * The same, with somebody who hears how far it is.
     *
     * @param environment its name
     * @param profile the name of the profile
     * @param dialect for which Lua: {@code 5.1} to {@code 5.4}, or empty for that of the default engine
     * @param listener hears of each step
     * @return as {@link #bootstrap(String, String, String)}
     * @throws PackagesException as {@link #bootstrap(String, String, String)}
     */
    ProfileInstallation bootstrap(String environment, String profile, String dialect, InstallListener listener);

    /**
     * Makes an environment with what can be had of a profile.
     *
     * @param environment its name
     * @param profile the name of the profile
     * @param dialect for which Lua: {@code 5.1} to {@code 5.4}, or empty for that of the default engine
     * @return the environment, and what is missing
     * @throws ProfileNotFoundException if there is no such profile
     * @throws ProfileUnavailableException if nothing of it can be had, or what can be had does not go together
     * @throws EnvironmentAlreadyExistsException if there is such an environment
     * @throws PackagesException as {@link PackageManager#install}
     */
    default ProfileInstallation bootstrapAvailable(String environment, String profile, String dialect) {
        return bootstrapAvailable(environment, profile, dialect, event -> {});
    }

    /**
     * The same, with somebody who hears how far it is.
     *
     * @param environment its name
     * @param profile the name of the profile
     * @param dialect for which Lua: {@code 5.1} to {@code 5.4}, or empty for that of the default engine
     * @param listener hears of each step
     * @return as {@link #bootstrapAvailable(String, String, String)}
     * @throws PackagesException as {@link #bootstrapAvailable(String, String, String)}
     */
    ProfileInstallation bootstrapAvailable(
            String environment, String profile, String dialect, InstallListener listener);

    /**
     * Which rocks an environment might do well to have: what goes with rocks that are in it, and what matters by itself,
     * which is everything of priority 7 or more. What goes with others has its place among them even if more important
     * rocks are missing too.
     *
     * @param environment its name
     * @return at most five, the most important first
     * @throws EnvironmentNotFoundException if there is no such environment
     */
    List<Recommendation> recommend(String environment);

    /**
     * The same for code that uses a network: {@code luasocket} and {@code http}, and what has to do with networks or
     * their formats by its name, description or category.
     *
     * @param environment its name
     * @return at most five, the most important first
     * @throws EnvironmentNotFoundException if there is no such environment
     */
    List<Recommendation> recommendForNetworking(String environment);

    /**
     * Looks at an environment and at what it depends on. What does not answer in time is reported as not checked. Changes
     * nothing.
     *
     * @param environment its name; that there is none is part of the report
     * @return the checks and a score
     */
    HealthReport health(String environment);
}
