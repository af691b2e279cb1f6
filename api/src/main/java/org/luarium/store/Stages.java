// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

import java.nio.file.Path;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/** Stages that most plans need. */
@ProviderType
public interface Stages {
    /**
     * A derivation whose output is known beforehand.
     *
     * @param config its configuration; must not have the key {@code artifacts}, which takes the hashes of the files
     * @param files content by path, with slashes
     * @return a stage
     * @throws InvalidConfigException if the configuration has that key, a path is none, or one path leads through the file of another
     */
    Stage<Ref.DRef> node(Config config, Map<String, byte[]> files);

    /**
     * A derivation whose output is one file.
     *
     * @param name of the file, and, as far as its characters allow, of the derivation
     * @param content of the file
     * @return a stage; the configuration promises the file as {@code out}
     */
    Stage<Ref.DRef> file(String name, byte[] content);

    /**
     * A file fetched by hash, over https, http or from a file.
     *
     * @param fetch what, and its hash
     * @return a stage; the configuration has the file as {@code out}, a promise unless it is unpacked and dropped
     * @throws InvalidConfigException if an archive that is kept is called like the folder of its content
     */
    Stage<Ref.DRef> fetch(Fetch fetch);

    /**
     * A file of this machine, as it is now. Its hash is computed when the stage is instantiated.
     *
     * @param file the file
     * @return a stage; the configuration promises the file as {@code out}
     * @throws FetchException if it cannot be read
     */
    Stage<Ref.DRef> local(Path file);

    /**
     * The content of an archive: tar, tar.gz or zip. Entries that would leave the output, devices and bombs are refused.
     *
     * @param archive the file, in a dependency of the plan
     * @return a stage
     */
    Stage<Ref.DRef> unpack(RefPath archive);
}
