// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A place in the graph of configurations, references and files. Steps lead from a derivation to the values of its configuration, from a realization to the same values and, where they
 * are references, to the realizations it was made of, and from there on. Immutable; it changes nothing.
 */
@ProviderType
public interface Lens {
    /**
     * Goes one step.
     *
     * @param key a key of a map, the index of a list, or the name of a file
     * @return the place
     * @throws ObjectNotFoundException if there is no such step; the message names the path up to there
     */
    Lens get(String key);

    /**
     * The steps there are.
     *
     * @return keys, indexes or names, sorted; empty at a leaf
     */
    List<String> keys();

    /**
     * The value of a configuration at this place, as in {@link Config#values()}.
     *
     * @return the value, or null where the configuration says null
     * @throws InvalidConfigException if this is a file
     */
    @Nullable
    Object value();

    /**
     * The reference at this place.
     *
     * @return the derivation, or the realization where one is known
     * @throws InvalidConfigException if this is something else
     */
    Ref ref();

    /**
     * The file or folder at this place.
     *
     * @return where it is
     * @throws InvalidConfigException if this is no file: a value that refers to nothing, or a derivation without a known realization
     */
    Path path();

    /**
     * The content of the file, or the text of the configuration, at this place.
     *
     * @return as UTF-8
     * @throws InvalidConfigException if this is neither
     */
    String text();
}
