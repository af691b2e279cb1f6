// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Where packages come from: repositories that were added here, those of the configuration, and all that other bundles
 * bring. A service; thread-safe.
 *
 * <p>Repositories are in an order: by priority, then by name. A rock comes from the first one that has its name, whatever
 * versions others offer, so that nobody takes over a name by a higher version. Only who names another repository gets
 * the rock from there; locks of environments do.
 */
@ProviderType
public interface RepositoryManager {
    /**
     * All repositories. May ask servers, for some seconds each.
     *
     * @return a snapshot, in their order
     */
    List<RepositoryInfo> list();

    /**
     * A repository. May ask its server, for some seconds.
     *
     * @param name its name
     * @return what is known of it, or empty if there is none of this name
     */
    Optional<RepositoryInfo> find(String name);

    /**
     * Adds a repository in the format of LuaRocks, for every process of the same home, until it is removed. That it cannot
     * be read at the moment does not keep it from being added.
     *
     * @param location a folder as a {@code file:} address, or an {@code https:} address; {@code http:} if the options
     *     allow it
     * @param options its name, its priority, and what is allowed
     * @return what is known of it
     * @throws RepositoryAlreadyExistsException if there is one of this name
     * @throws IllegalArgumentException if the address is of another kind, has a password in it, or is not allowed
     * @throws RepositoryUnavailableException if it cannot be noted down
     */
    RepositoryInfo add(URI location, RepositoryOptions options);

    /**
     * Removes a repository that was added. What was installed from it stays.
     *
     * @param name its name
     * @throws RepositoryNotFoundException if none of this name was added; one of the configuration goes with that, one of
     *     a bundle with its bundle
     * @throws RepositoryUnavailableException if that cannot be noted down
     */
    void remove(String name);

    /**
     * Asks a repository for what it has now, however fresh the copy of its list is.
     *
     * @param name its name
     * @return what is known of it then, among that what went wrong
     * @throws RepositoryNotFoundException if there is none of this name
     */
    RepositoryInfo refresh(String name);

    /**
     * Asks all repositories for what they have now.
     *
     * @return what is known of them then, in their order
     */
    List<RepositoryInfo> refresh();

    /**
     * Where a rock comes from.
     *
     * @param name of the rock
     * @return the offer of the first repository that has it, or empty if none has
     * @throws RepositoryUnavailableException if a repository before that one cannot be read, as it might have the rock
     * @throws RepositoryIndexException if it is the index of that one for which it cannot
     */
    Optional<RockOffer> releases(RockName name);

    /**
     * What a certain repository offers, wherever it is in the order.
     *
     * @param name of the rock
     * @param repository the name of the repository
     * @return its offer, or empty if it does not have the rock
     * @throws RepositoryNotFoundException if there is none of this name
     * @throws RepositoryUnavailableException if it cannot be read
     * @throws RepositoryIndexException if it is its index for which that cannot be read
     */
    Optional<RockOffer> releases(RockName name, String repository);
}
