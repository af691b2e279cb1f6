// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/** One run of a realizer. Belongs to the thread that runs it; what is written outside of its folders is not part of anything. */
@ProviderType
public interface Build {
    /**
     * What is being realized.
     *
     * @return the derivation
     */
    Ref.DRef dref();

    /**
     * What it is made of.
     *
     * @return the configuration
     */
    Config config();

    /**
     * The realizations that were chosen for everything it depends on, directly or not.
     *
     * @return by derivation, each list sorted by reference
     */
    Map<Ref.DRef, List<Realization>> context();

    /**
     * The folder of the only output. It is created by the first call.
     *
     * @return an empty folder at first
     * @throws IllegalStateException if there are several outputs
     */
    Path out();

    /**
     * The folders of several outputs, each of which becomes a realization. They are created by the first call.
     *
     * @param count how many, 1 to 1,000; every call must ask for the same
     * @return empty folders at first
     * @throws IllegalStateException if another number was asked for before
     */
    List<Path> outs(int count);

    /**
     * A folder for what is needed during the build only. It is created by the first call.
     *
     * @return an empty folder at first, removed after the build
     */
    Path scratch();

    /**
     * The log of this run. Kept with the attempts of the derivation.
     *
     * @return to be written by any thread, not to be closed; bounded to the last 16 MiB
     */
    OutputStream log();

    /**
     * The place of a dependency, or of a part of it.
     *
     * @param path a direct or indirect dependency
     * @return a path inside its realization
     * @throws InvalidConfigException if it is not a dependency
     * @throws AmbiguousException if several realizations of it were chosen
     */
    Path path(RefPath path);

    /**
     * The place of a dependency.
     *
     * @param dref a direct or indirect dependency
     * @param path names inside it
     * @return a path inside its realization
     * @throws InvalidConfigException if it is not a dependency
     * @throws AmbiguousException if several realizations of it were chosen
     */
    default Path path(Ref.DRef dref, String... path) {
        return path(RefPath.of(dref, path));
    }

    /**
     * The places of a dependency in all realizations of it that were chosen.
     *
     * @param path a direct or indirect dependency
     * @return at least one path, sorted by realization
     * @throws InvalidConfigException if it is not a dependency
     */
    List<Path> paths(RefPath path);

    /**
     * A path in the only output.
     *
     * @param path a promise or a claim
     * @return a path below {@link #out()}
     * @throws IllegalStateException if there are several outputs
     */
    Path path(SelfPath path);

    /**
     * The configuration as environment of a program: texts, numbers and truth values as they are, references as paths, lists and maps as JSON. The paths of several
     * realizations have a colon between them.
     *
     * @return by key; keys that cannot be the name of a variable are left out
     */
    Map<String, String> environment();

    /**
     * What the caller gave to the realizer and what is no part of any name.
     *
     * @return by name; see {@link RealizeOptions.Builder#arguments}
     */
    Map<String, Object> arguments();

    /**
     * Runs a program and waits for its end. It sees the system's folders, its inputs read-only, and may write to the outputs and the scratch folder; it has the environment of
     * {@link #environment()}, with {@code out} for the first output, and no network unless the output is fixed by hash. Where nothing confines it, {@link Provenance#confinement()}
     * of the realization says so. Its output goes to the log.
     *
     * @param command a program, absolute or of the system's path, and its arguments
     * @throws BuildFailedException if it does not end with exit code 0, or not at all in time; with the last lines of its output
     * @throws RealizeCancelledException if the realization was cancelled
     */
    void exec(String... command);

    /**
     * Runs a program in another folder.
     *
     * @param folder where it starts, inside the outputs or the scratch folder
     * @param command a program, absolute or of the system's path, and its arguments
     * @throws BuildFailedException if it does not end with exit code 0, or not at all in time; with the last lines of its output
     * @throws RealizeCancelledException if the realization was cancelled
     */
    void exec(Path folder, List<String> command);

    /**
     * Copies a file or a tree, for instance of a dependency, so that it can be changed.
     *
     * @param source what to copy; links in it are copied as links
     * @param target inside the outputs or the scratch folder; must not exist
     */
    void copy(Path source, Path target);

    /**
     * Tells the listener how far it is.
     *
     * @param done so far, in units of the realizer
     * @param total in all, or -1 if unknown
     */
    void progress(long done, long total);

    /**
     * Whether nobody wants the result any more. A realizer that runs long asks now and then.
     *
     * @return true once the realization was cancelled; its thread is interrupted as well
     */
    boolean cancelled();
}
