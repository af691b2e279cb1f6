// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A folder of immutable objects. Stages are instantiated, which writes down how things are made; then realized, which makes what is missing and reuses what is there. Thread-safe;
 * several processes may use one folder at once. Whatever is realized stays as it is until it is removed or collected.
 *
 * <p>Every method that reads or writes may throw {@link StoreAccessException}, {@link CorruptStoreException} and {@link StoreLockedException}.
 */
@ProviderType
public interface Store {
    /**
     * The folder of the store.
     *
     * @return an absolute path
     */
    Path root();

    /**
     * Stages that most plans need.
     *
     * @return the stages of this store
     */
    Stages stages();

    /**
     * Runs a stage and writes down what it derives. Builds nothing.
     *
     * @param stage describes derivations
     * @param <R> what it returns
     * @return its result and everything needed to realize it
     * @throws InvalidPlanException if the result names no derivation, or one of another plan
     * @throws MissingRealizerException if something depends on a derivation that is not in the plan
     */
    <R> Closure<R> instantiate(Stage<R> stage);

    /**
     * Makes sure that the targets of a closure exist: reuses, fetches, or builds, dependencies first. Waits; when the thread is interrupted, what runs is stopped.
     *
     * @param closure what this store instantiated
     * @param options how
     * @param <R> what the stage returned
     * @return what was chosen for everything that was needed
     * @throws BuildFailedException if a realizer fails
     * @throws PromiseBrokenException if an output lacks what the configuration promises
     * @throws UnsatisfiedException if a matcher asks for more even after the realizer has run
     * @throws AmbiguousException if a matcher finds too many
     * @throws NotRealizedException if something that is asserted to be realized is not
     * @throws RealizeCancelledException if the thread was interrupted; its flag stays set
     * @throws InvalidPlanException if the closure belongs to another store, or the options name what is not in it
     */
    <R> Realized<R> realize(Closure<R> closure, RealizeOptions options);

    /**
     * Makes sure that the targets of a closure exist.
     *
     * @param closure what this store instantiated
     * @param <R> what the stage returned
     * @return what was chosen for everything that was needed
     * @throws StoreException as {@link #realize(Closure, RealizeOptions)}
     */
    default <R> Realized<R> realize(Closure<R> closure) {
        return realize(closure, RealizeOptions.defaults());
    }

    /**
     * Instantiates a stage and realizes it.
     *
     * @param stage describes derivations
     * @param <R> what it returns
     * @return what was chosen for everything that was needed
     * @throws StoreException as {@link #instantiate} and {@link #realize(Closure, RealizeOptions)}
     */
    default <R> Realized<R> realize(Stage<R> stage) {
        return realize(instantiate(stage));
    }

    /**
     * Realizes on threads of the store.
     *
     * @param closure what this store instantiated
     * @param options how
     * @param <R> what the stage returned
     * @return what {@link #realize(Closure, RealizeOptions)} returns or throws; cancelling it stops what runs
     */
    <R> CompletableFuture<Realized<R>> realizeAsync(Closure<R> closure, RealizeOptions options);

    /**
     * Realizes step by step, one derivation at a time.
     *
     * @param closure what this store instantiated
     * @param pauseAt before which derivations to wait
     * @param options how; jobs and dry run do not count
     * @return waiting before the first of them
     * @throws InvalidPlanException if a derivation to wait at is not needed for the targets, or none is given
     * @throws StoreException as {@link #realize(Closure, RealizeOptions)}
     */
    Steps step(Closure<?> closure, Set<Ref.DRef> pauseAt, RealizeOptions options);

    /**
     * The derivations that this store knows.
     *
     * @return sorted
     */
    List<Ref.DRef> derivations();

    /**
     * The configuration of a derivation.
     *
     * @param dref a derivation
     * @return what it is made of
     * @throws ObjectNotFoundException if the store does not know it
     */
    Config config(Ref.DRef dref);

    /**
     * The realizations of a derivation, in all contexts.
     *
     * @param dref a derivation
     * @return sorted; empty if there are none
     */
    List<Realization> realizations(Ref.DRef dref);

    /**
     * A realization.
     *
     * @param rref its name
     * @return empty if it is not in the store
     */
    Optional<Realization> find(Ref.RRef rref);

    /**
     * Looks for realizations.
     *
     * @param query what to look for
     * @return sorted
     */
    List<Realization> find(Query query);

    /**
     * The reference of a path.
     *
     * @param path a folder of an object, or a symbolic link to it
     * @return the realization; empty for any other path
     */
    Optional<Ref.RRef> refOf(Path path);

    /**
     * Everything that a realization was made of, directly or not.
     *
     * @param rref a realization
     * @return by derivation, sorted
     * @throws ObjectNotFoundException if it is not in the store
     */
    Map<Ref.DRef, List<Ref.RRef>> context(Ref.RRef rref);

    /**
     * What was made of a realization.
     *
     * @param rref a realization
     * @param indirect whether indirectly too
     * @return sorted
     */
    Set<Ref.RRef> dependents(Ref.RRef rref, boolean indirect);

    /**
     * Why one depends on another.
     *
     * @param from a realization or derivation
     * @param to a reference of the same kind
     * @return a shortest chain, both ends included; empty if there is none
     * @throws ObjectNotFoundException if one is not in the store
     */
    List<Ref> whyDepends(Ref from, Ref to);

    /**
     * Failed runs of a realizer, newest first.
     *
     * @param dref a derivation
     * @return the last 100 at most
     */
    List<Attempt> attempts(Ref.DRef dref);

    /**
     * A place from which to walk through configurations, references and files.
     *
     * @param ref where to begin
     * @return the place
     * @throws ObjectNotFoundException if it is not in the store
     */
    Lens lens(Ref ref);

    /**
     * How two configurations differ.
     *
     * @param left a derivation
     * @param right a derivation
     * @return in the unified format, a line for each value; empty if they do not differ
     * @throws ObjectNotFoundException if one is not in the store
     */
    String difference(Ref.DRef left, Ref.DRef right);

    /**
     * How much space objects take.
     *
     * @return bytes by realization; of files that several share, each counts them
     */
    Map<Ref.RRef, Long> usage();

    /**
     * Makes a relative symbolic link to an object, in place of one that may be there, at once.
     *
     * @param rref a realization
     * @param link where; {@code %N} in its last part stands for the name, {@code %T} for the time when the build began, as {@code 20250131-235959}
     * @return the link
     * @throws ObjectNotFoundException if it is not in the store
     * @throws StoreAccessException if there is something else than a link
     */
    Path link(Ref.RRef rref, Path link);

    /**
     * Copies an object so that the copy can be changed.
     *
     * @param rref a realization
     * @param target the folder to be; must not exist
     * @throws ObjectNotFoundException if it is not in the store
     */
    void copy(Ref.RRef rref, Path target);

    /**
     * Keeps realizations for as long as somebody works with them.
     *
     * @param refs what to keep, with everything that it was made of
     * @return to be closed
     * @throws ObjectNotFoundException if one is not in the store
     */
    Lease lease(Collection<Ref.RRef> refs);

    /**
     * Keeps a realization until the root is removed. A root of this name is replaced.
     *
     * @param name letters, digits, {@code _} and {@code -}
     * @param rref what to keep, with everything that it was made of
     * @throws ObjectNotFoundException if it is not in the store
     */
    void addRoot(String name, Ref.RRef rref);

    /**
     * Removes a root.
     *
     * @param name its name
     * @return whether there was one
     */
    boolean removeRoot(String name);

    /**
     * The roots there are.
     *
     * @return by name
     */
    Map<String, Ref.RRef> roots();

    /**
     * A profile. It exists from its first commit on.
     *
     * @param name letters, digits, {@code _} and {@code -}
     * @return the profile
     * @throws InvalidReferenceException if it is another kind of name
     */
    Profile profile(String name);

    /**
     * The profiles there are.
     *
     * @return names, sorted
     */
    List<String> profiles();

    /**
     * Removes a profile with all its generations.
     *
     * @param name its name
     * @return whether there was one
     */
    boolean removeProfile(String name);

    /**
     * Removes a realization, or a derivation with all its realizations.
     *
     * @param ref what to remove
     * @throws ObjectNotFoundException if it is not in the store
     * @throws InUseException if something depends on it, or a profile, root or lease keeps it
     */
    void remove(Ref ref);

    /**
     * Removes what nobody keeps. Derivations of which nothing is left are forgotten, unless one that stays depends on them.
     *
     * @param options what to keep; what is not in the store keeps nothing
     * @return what was removed
     */
    CollectReport collect(CollectOptions options);

    /**
     * Hashes objects and compares.
     *
     * @param options which, and whether to repair
     * @return what is wrong
     * @throws ObjectNotFoundException if one that the options name is not in the store
     * @throws java.util.concurrent.CancellationException if the thread was interrupted; its flag stays set
     */
    VerifyReport verify(VerifyOptions options);

    /**
     * Writes realizations and everything that they were made of.
     *
     * @param refs what to write
     * @param out gets the stream; not closed
     * @throws ObjectNotFoundException if one is not in the store
     */
    void exportTo(Collection<Ref.RRef> refs, OutputStream out);

    /**
     * Reads what {@link #exportTo} wrote. What is there already is not replaced.
     *
     * @param in the stream; not closed
     * @param trust whom to believe
     * @return what the stream was asked to contain
     * @throws UntrustedException if something has no signature of a trusted key; what came before it stays
     * @throws HashMismatchException if a content is not what its hash says
     * @throws ArchiveException if it is no such stream, or is damaged
     */
    Set<Ref.RRef> importFrom(InputStream in, Trust trust);

    /**
     * Writes realizations and everything that they were made of into a folder that any HTTP server can serve as binary cache, signed with the key of this store, if it has one.
     *
     * @param refs what to publish
     * @param folder the folder of the cache; created if missing; several may publish into it
     * @return how many were not there before
     * @throws ObjectNotFoundException if one is not in the store
     */
    int publish(Collection<Ref.RRef> refs, Path folder);
}
