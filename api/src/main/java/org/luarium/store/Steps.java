// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** A realization that pauses before chosen derivations, so that somebody can look, build by hand, or choose. Thread-safe; one step at a time. To be closed. */
@ProviderType
public interface Steps extends AutoCloseable {
    /**
     * Where it waits.
     *
     * @return a derivation whose dependencies are realized; empty once everything is realized
     */
    Optional<Ref.DRef> paused();

    /**
     * The realizations that the paused derivation would be made of.
     *
     * @return by derivation, direct and indirect dependencies
     * @throws IllegalStateException if it does not wait
     */
    Map<Ref.DRef, List<Realization>> context();

    /**
     * A build of the paused derivation, to be filled by hand. Its folders are removed by anything but {@link #continueBuild}.
     *
     * @return the same one until the next step
     * @throws IllegalStateException if it does not wait
     */
    Build build();

    /**
     * Does what would be done without a pause: reuses or builds. Then goes on to the next pause or the end.
     *
     * @return where it waits next; empty at the end
     * @throws StoreException as {@link Store#realize}; it waits at the same place then
     * @throws IllegalStateException if it does not wait
     */
    Optional<Ref.DRef> next();

    /**
     * Takes what was written to {@link #build()} as the output, after a look at the promises.
     *
     * @return where it waits next; empty at the end
     * @throws StoreException as {@link Store#realize}; it waits at the same place then
     * @throws IllegalStateException if it does not wait, or nothing was built
     */
    Optional<Ref.DRef> continueBuild();

    /**
     * Takes copies of folders as the outputs, after a look at the promises.
     *
     * @param outputs one folder for each realization
     * @return where it waits next; empty at the end
     * @throws StoreException as {@link Store#realize}; it waits at the same place then
     * @throws IllegalStateException if it does not wait
     */
    Optional<Ref.DRef> continueWithFolders(List<Path> outputs);

    /**
     * Takes realizations that are there, whatever the matcher says.
     *
     * @param realizations of the paused derivation, in this context
     * @return where it waits next; empty at the end
     * @throws ObjectNotFoundException if one is not in the store, or of another derivation or context
     * @throws IllegalStateException if it does not wait
     */
    Optional<Ref.DRef> continueWith(List<Ref.RRef> realizations);

    /**
     * What was realized.
     *
     * @return the result
     * @throws IllegalStateException before the end
     */
    Realized<?> result();

    /** Gives up: removes the folders of the build and releases what is held. What was finished stays. Does nothing after the end. */
    @Override
    void close();
}
