// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.luarium.isolate.Profile;
import org.luarium.store.Retention;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Makes and keeps environments: sets of rocks with a history, which VMs name. An OSGi service. Thread-safe; several processes may use the environments of one home at once. A change
 * happens completely or not at all, whenever a process ends; VMs that run stay with the generation they began with.
 *
 * <p>A name of an environment that cannot be one is an {@link IllegalArgumentException}.
 */
@ProviderType
public interface EnvironmentManager {
    /**
     * Makes an environment without rocks, for VMs of any profile that loads native modules.
     *
     * @param name 1 to 64 of {@code A-Z a-z 0-9 . _ -}, no dot first
     * @param dialect the Lua it is for: {@code 5.1} to {@code 5.4}, or empty for that of the default engine
     * @return the environment
     * @throws EnvironmentAlreadyExistsException if there is one
     * @throws EnvironmentBusyException if somebody else changes it for too long
     */
    default Environment create(String name, String dialect) {
        return create(name, dialect, Profile.STANDARD);
    }

    /**
     * Makes an environment without rocks, for VMs of a profile. If that profile loads no native modules, the environment takes no rock that has some; every later
     * change holds to this.
     *
     * @param name 1 to 64 of {@code A-Z a-z 0-9 . _ -}, no dot first
     * @param dialect the Lua it is for: {@code 5.1} to {@code 5.4}, or empty for that of the default engine
     * @param profile the profile of the VMs it is meant for
     * @return the environment
     * @throws EnvironmentAlreadyExistsException if there is one
     * @throws EnvironmentBusyException if somebody else changes it for too long
     */
    Environment create(String name, String dialect, Profile profile);

    /**
     * Makes an environment with exactly what a lock says, or changes one to it: same versions, same bits.
     *
     * @param name of the environment
     * @param lock what {@link #lock} gave, perhaps on another machine
     * @return the environment
     * @throws InvalidLockException if it is no lock, is for another Lua than an existing environment, or something that it names is not to be had with the same hash
     * @throws PackagesException as {@link PackageManager#install(String, List)}
     */
    default Environment restore(String name, String lock) {
        return restore(name, lock, event -> {});
    }

    /**
     * The same, with somebody who hears how far it is.
     *
     * @param name of the environment
     * @param lock what {@link #lock} gave, perhaps on another machine
     * @param listener hears of each step
     * @return the environment
     * @throws PackagesException as {@link #restore(String, String)}
     */
    Environment restore(String name, String lock, InstallListener listener);

    /**
     * Looks an environment up.
     *
     * @param name of the environment
     * @return the environment, if there is one
     */
    Optional<Environment> find(String name);

    /**
     * The environment of a name.
     *
     * @param name of the environment
     * @return the environment
     * @throws EnvironmentNotFoundException if there is none
     */
    default Environment get(String name) {
        return find(name).orElseThrow(() -> new EnvironmentNotFoundException(name));
    }

    /**
     * All environments.
     *
     * @return a snapshot, by name
     */
    List<Environment> list();

    /**
     * What an environment was and is.
     *
     * @param name of the environment
     * @return by number, ascending
     * @throws EnvironmentNotFoundException if there is none
     */
    List<EnvironmentGeneration> generations(String name);

    /**
     * Everything about an environment: its generations with their sizes, and who uses them.
     *
     * @param name of the environment
     * @return a snapshot
     * @throws EnvironmentNotFoundException if there is none
     */
    EnvironmentInfo info(String name);

    /**
     * Writes the current generation into a folder that needs neither Luarium nor its place: modules, native libraries and commands as a stock Lua looks for them, and scripts {@code activate}
     * and {@code activate.fish} that set its search path.
     *
     * @param name of the environment
     * @param folder a new or empty folder; made complete or not at all
     * @throws EnvironmentNotFoundException if there is none
     * @throws EnvironmentExportException if the folder is not empty or cannot be written
     * @throws EnvironmentBusyException if somebody else changes the environment for too long
     */
    void export(String name, Path folder);

    /**
     * Goes back to the generation before the current one.
     *
     * @param name of the environment
     * @return the environment as it is now
     * @throws EnvironmentNotFoundException if there is none
     * @throws GenerationNotFoundException if there is no generation before
     * @throws EnvironmentBusyException if somebody else changes it for too long
     */
    Environment rollback(String name);

    /**
     * Goes to a generation.
     *
     * @param name of the environment
     * @param generation the number of one that is kept
     * @return the environment as it is now
     * @throws EnvironmentNotFoundException if there is none
     * @throws GenerationNotFoundException if none of this number is kept
     * @throws EnvironmentBusyException if somebody else changes it for too long
     */
    Environment switchTo(String name, int generation);

    /**
     * Forgets old generations, but neither the current one nor those that VMs use.
     *
     * @param name of the environment
     * @param retention what to keep
     * @return the numbers of the forgotten ones
     * @throws EnvironmentNotFoundException if there is none
     * @throws EnvironmentBusyException if somebody else changes it for too long
     */
    List<Integer> prune(String name, Retention retention);

    /**
     * Forgets one generation. Its rocks stay in the store until that is collected.
     *
     * @param name of the environment
     * @param generation the number of one that is kept
     * @throws EnvironmentNotFoundException if there is none
     * @throws GenerationNotFoundException if none of this number is kept
     * @throws EnvironmentInUseException if VMs use it, which are named, or it is the current one, which new VMs would
     * @throws EnvironmentBusyException if somebody else changes it for too long
     */
    void removeGeneration(String name, int generation);

    /**
     * Deletes an environment with all its generations. Its rocks stay in the store until that is collected.
     *
     * @param name of the environment
     * @throws EnvironmentNotFoundException if there is none
     * @throws EnvironmentInUseException if VMs use it
     * @throws EnvironmentBusyException if somebody else changes it for too long
     */
    void delete(String name);

    /**
     * What the current generation is, exactly: versions, repositories, hashes.
     *
     * @param name of the environment
     * @return JSON for {@link #restore(String, String)}
     * @throws EnvironmentNotFoundException if there is none
     */
    String lock(String name);

    /**
     * Checks the current generation: whether each rock is in the store with the content that the lock says, whether the folder has just its files, and whether each
     * module can be loaded.
     *
     * @param name of the environment
     * @return what is wrong, a sentence each; empty if nothing is
     * @throws EnvironmentNotFoundException if there is none
     */
    List<String> verify(String name);
}
