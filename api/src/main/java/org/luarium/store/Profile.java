// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A named set of realizations with a history. A change makes a new generation, and everybody sees either the old or the new one, after a crash too. All generations keep their
 * realizations from being collected. Thread-safe; used by several processes at once.
 */
@ProviderType
public interface Profile {
    /**
     * Its name.
     *
     * @return letters, digits, {@code _} and {@code -}
     */
    String name();

    /**
     * The generation that is in force.
     *
     * @return empty before the first commit
     */
    Optional<Generation> current();

    /**
     * All that are kept.
     *
     * @return by number, ascending
     */
    List<Generation> generations();

    /**
     * Makes a generation and switches to it. What it names is safe on the disk before the switch.
     *
     * @param entries realizations of this store, by a name without slashes
     * @param note for people
     * @return the new generation
     * @throws ObjectNotFoundException if one is not in the store
     */
    Generation commit(Map<String, Ref.RRef> entries, String note);

    /**
     * Switches to the generation before the current one.
     *
     * @return the one that is in force now
     * @throws ObjectNotFoundException if there is none before
     */
    Generation rollback();

    /**
     * Switches to a generation.
     *
     * @param number of a generation that is kept
     * @return the one that is in force now
     * @throws ObjectNotFoundException if there is none of this number
     */
    Generation switchTo(int number);

    /**
     * Forgets old generations, never the current one.
     *
     * @param retention what to keep
     * @return the forgotten ones
     */
    List<Generation> prune(Retention retention);

    /**
     * Forgets one generation.
     *
     * @param number of a generation that is kept, not of the current one
     * @throws ObjectNotFoundException if there is none of this number
     * @throws IllegalArgumentException if it is the current one
     */
    void forget(int number);
}
